import { isDeclarative } from '../core/base/tool.ts';
import type { Finding } from '../core/ledger/finding.ts';
import type { Flapping } from '../core/ledger/flapping.ts';
import type { Status } from '../core/ledger/record.ts';
import { shellWord } from './text.ts';

interface Words {
  /** What has become of the violation, one sentence. */
  readonly outcome: string;
  /** What stands above the violating parts. */
  readonly parts: string;
}

export const WORDS: Readonly<Record<Status, Words>> = {
  REMEDIATED: { outcome: 'Drawbridge has fixed this. Nothing is left to do.', parts: 'Fixed' },
  NOTIFIED: {
    outcome: 'This is open. The template is in mode notify, so nothing was changed.',
    parts: 'Open',
  },
  EXCLUDED: {
    outcome: 'This is open. An exclusion or exception applies, so nothing was changed.',
    parts: 'Open',
  },
  FAILED: { outcome: 'This is still open: Drawbridge could not fix it.', parts: 'Still open' },
  RESOLVED: { outcome: 'This is closed: somebody closed it, or the resource is gone.', parts: 'Closed' },
};

/** RESOLVED is also what a template reports whose parts went with the remediation of another one. */
export const outcomeOf = (finding: Finding): string => {
  const { status, remediation, note, flapping, gone } = finding;
  if (flapping) return 'Drawbridge has fixed this again: it keeps coming back.';
  if (status === 'RESOLVED' && gone) return 'This is closed: the resource is gone.';
  if (status === 'RESOLVED' && remediation)
    return 'This is closed: it went with the remediation of another template.';
  if (sourceWords(finding)) return `Drawbridge has fixed this. ${sourceWords(finding)}`;
  return status === 'NOTIFIED' && note
    ? 'This is open. Nothing was changed; the note says why.'
    : WORDS[status].outcome;
};

/** With the region: whoever reads a message may have another one by default. */
export const undoCommand = (remediation: string, { region }: Pick<Finding, 'region'>): string =>
  `npx --no -- drawbridge undo ${shellWord(remediation)} --region ${shellWord(region)}`;

export const allowCommand = ({ resource, template, region }: Finding): string =>
  `npx --no -- drawbridge allow ${shellWord(resource.id)} --template ${shellWord(template)} --until YYYY-MM-DD --reason "..." --region ${shellWord(region)}`;

/** What was closed by hand of ours is opened by the next run of what declares it. */
export const sourceWords = ({ status, actor }: Finding): string | undefined =>
  status === 'REMEDIATED' && isDeclarative(actor?.tool)
    ? `Change it in ${actor?.tool} too, or its next run opens it again.`
    : undefined;

/** `2026-11-22T09:00:00.123Z` as people read it. */
export const clock = (time: string): string => time.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');

/** Who keeps opening it, with what, and what to do about it. */
export const flappingWords = ({ count, since, actors, tools }: Flapping): string =>
  [
    `It has come back ${count} times since ${clock(since)}.`,
    ...(actors.length > 0 ? [`Opened by ${actors.join(', ')}.`] : []),
    ...(tools.length > 0 ? [`With ${tools.join(', ')}.`] : []),
    'Change it where it comes from, such as the template that declares it. Each time it is closed again; the next message comes in an hour, if it goes on.',
  ].join(' ');

/** The page of an AWS control, e.g. EC2.19: …/ec2-controls.html#ec2-19. */
export const controlUrl = (control: string): string => {
  const [service = '', number = ''] = control.toLowerCase().split('.');
  return `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html#${service}-${number}`;
};
