import type { About, Finding } from '../core/ledger/finding.ts';
import { isOpen } from '../core/ledger/record.ts';
import { clock, controlUrl, flappingWords, outcomeOf, WORDS } from './messages.ts';
import { plain } from './text.ts';

const MOST_PARTS = 50;

/** SNS: ASCII, no line breaks or control characters, shorter than 100. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const subject = ({ title, status, severity, resource, region, flapping }: Finding): string => {
  const again = flapping ? ' keeps coming back' : '';
  const text = `[${severity ?? 'UNRATED'}] ${status}: ${title}${again}, ${resource.id} in ${region}`;
  const ascii = text.replace(/[^\x20-\x7e]+/g, '?');
  return ascii.length < 100 ? ascii : `${ascii.slice(0, 96)}...`;
};

const took = (openedAt: string, closedAt: string): string => {
  const seconds = Math.round((Date.parse(closedAt) - Date.parse(openedAt)) / 1000);
  return seconds >= 0 && seconds < 3600 ? `, ${seconds} s later` : '';
};

const parts = ({ status, violating, kept }: Finding): string[] => [
  `${WORDS[status].parts} (${violating.length})`,
  ...violating.slice(0, MOST_PARTS).map((part) => `  - ${plain(part, 200)}`),
  ...(violating.length > MOST_PARTS ? [`  - … and ${violating.length - MOST_PARTS} more`] : []),
  `Left as they are: ${kept}`,
];

/** The call was about this resource; whoever made it need not be the one who opened or closed this very part. */
const who = ({ actor }: Finding): string[] =>
  actor
    ? [
        `Changed by ${plain(actor.arn, 512)}`,
        ...(actor.sourceIp ? [`From       ${plain(actor.sourceIp, 128)}`] : []),
        ...(actor.tool ? [`With       ${plain(actor.tool, 64)}`] : []),
        ...(actor.userAgent ? [`${actor.tool ? 'Agent' : 'With '}      ${plain(actor.userAgent, 200)}`] : []),
      ]
    : ['Found by a sweep: who opened it is not known.'];

const when = ({ openedAt, closedAt }: Finding): string[] => [
  ...(openedAt ? [`Opened     ${clock(openedAt)}`] : []),
  ...(closedAt ? [`Closed     ${clock(closedAt)}${openedAt ? took(openedAt, closedAt) : ''}`] : []),
];

const next = ({ next: steps = [], status }: Finding): string[] => [
  ...steps.flatMap(({ what, command }) =>
    command === undefined ? [plain(what, 300), ''] : [`${what}:`, `  ${command}`, ''],
  ),
  ...(status === 'REMEDIATED' || status === 'NOTIFIED' || status === 'FAILED'
    ? ['For good: an entry with owner and reason under "exclusions" in policy.yaml.', '']
    : []),
];

/** What people call it, and whose it is. */
const resourceLines = ({ resource, account, region, usedBy, console }: Finding, noun: string): string[] => {
  const name = resource.name ? ` (${plain(resource.name, 255)})` : '';
  const tags = Object.entries(resource.tags ?? {}).map(
    ([key, value]) => `${plain(key, 128)}=${plain(value, 256)}`,
  );
  return [
    `${noun} ${plain(resource.id, 512)}${name} in ${region}, account ${account}`,
    ...(tags.length > 0 ? [`Tags: ${tags.join(', ')}`] : []),
    ...(usedBy ? [`Used by ${usedBy.map((user) => plain(user, 300)).join(', ') || 'nothing'}`] : []),
    ...(console ? [console] : []),
  ];
};

/** An exclusion ends with a day, an exception at a time. */
const untilWords = (until: string): string =>
  until.includes('T') ? clock(until) : `${until}, the last day, UTC`;

const reasons = ({ exclusion, note }: Finding): string[] => [
  ...(exclusion ? ['Why it is left alone', `  ${plain(exclusion.reason, 512)}`] : []),
  ...(exclusion?.owner ? [`  Owner: ${plain(exclusion.owner, 200)}`] : []),
  ...(exclusion?.until ? [`  Until: ${untilWords(exclusion.until)}`] : []),
  ...(note ? ['Note', `  ${plain(note, 1024)}`] : []),
  ...(exclusion || note ? [''] : []),
];

const controls = ({ controls: ids = [] }: About): string[] => {
  const [first] = ids;
  return first ? [`AWS controls: ${ids.join(', ')} (${controlUrl(first)})`] : [];
};

/** The readable text of a finding, for people; every value from outside is one printable line. */
export const emailText = (finding: Finding, about: About): string => {
  const { title, severity, status, error, flapping } = finding;
  return [
    outcomeOf(finding),
    ...(flapping ? [plain(flappingWords(flapping), 4000)] : []),
    '',
    `${plain(title, 200)}${severity ? ` (${severity})` : ''}`,
    ...resourceLines(finding, about.noun),
    ...(about.why ? [plain(about.why, 512)] : []),
    ...controls(about),
    '',
    ...(error && isOpen(status) ? ['Why it failed', `  ${plain(error, 1024)}`, ''] : []),
    ...reasons(finding),
    ...parts(finding),
    '',
    ...who(finding),
    ...when(finding),
    '',
    ...next(finding),
    `Finding    ${plain(finding.id, 1024)}`,
    ...(finding.eventId ? [`CloudTrail ${plain(finding.eventId, 128)}`] : []),
    '',
  ].join('\n');
};
