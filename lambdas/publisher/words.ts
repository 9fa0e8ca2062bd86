import type { Finding } from '../core/finding.ts';
import type { Status } from '../core/record.ts';
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
  EXCLUDED: { outcome: 'This is open. An exclusion applies, so nothing was changed.', parts: 'Open' },
  FAILED: { outcome: 'This is still open: Drawbridge could not fix it.', parts: 'Still open' },
  RESOLVED: { outcome: 'This is closed: somebody closed it, or the resource is gone.', parts: 'Closed' },
};

/** RESOLVED is also what a template reports whose parts went with the remediation of another one. */
export const outcomeOf = ({ status, remediation, note }: Finding): string => {
  if (status === 'RESOLVED' && remediation)
    return 'This is closed: it went with the remediation of another template.';
  return status === 'NOTIFIED' && note
    ? 'This is open. Nothing was changed; the note says why.'
    : WORDS[status].outcome;
};

export const undoCommand = (remediation: string): string =>
  `npx --no drawbridge undo ${shellWord(remediation)}`;

export const allowCommand = ({ resource, template }: Finding): string =>
  `npx --no drawbridge allow ${shellWord(resource.id)} --template ${shellWord(template)} --until YYYY-MM-DD --reason "..."`;

const NOUNS: Readonly<Record<string, string>> = {
  AwsEc2SecurityGroup: 'Security group',
  AwsS3Bucket: 'Bucket',
  AwsRdsDbSnapshot: 'DB snapshot',
  AwsRdsDbClusterSnapshot: 'DB cluster snapshot',
};

export const nounOf = (type: string): string => NOUNS[type] ?? type;
