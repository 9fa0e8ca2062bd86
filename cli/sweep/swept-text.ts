import { table } from '../terminal.ts';
import type { Swept } from './machine.ts';

const COLUMNS = ['seen', 'closed', 'notified', 'excluded', 'failed', 'resolved'] as const;
const HEADING = ['PLACE', 'LOOKED AT', 'CLOSED', 'REPORTED', 'EXCLUDED', 'FAILED', 'TIDIED UP'];

const remarksOf = ({ account, region, tally, failures }: Swept): readonly string[] => [
  ...failures.map(({ kind, error }) => `${account} ${region}: not every ${kind} was looked at. ${error}`),
  ...(tally.held > 0
    ? [
        `${account} ${region}: ${tally.held} more were left open, for a sweep makes so many fixes at most. Look at them, then say --max NUMBER.`,
      ]
    : []),
  ...(tally.failed > 0
    ? [`${account} ${region}: npx --no -- drawbridge history shows why something failed.`]
    : []),
];

/** What deployed sweeps did, one line a place. */
export const sweptText = (swept: readonly Swept[]): string =>
  [
    table([
      HEADING,
      ...swept.map(({ account, region, tally }) => [
        `${account} ${region}`,
        ...COLUMNS.map((column) => String(tally[column])),
      ]),
    ]),
    ...swept.flatMap(remarksOf),
  ].join('\n');
