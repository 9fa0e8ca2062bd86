import type { ScanEntry } from '../../lambdas/workloads/scan-log.ts';
import { ageOf } from '../doctor/check.ts';
import { paint, printable, table } from '../terminal.ts';

const COLOURS = {
  Scanned: 'green',
  Partial: 'yellow',
  Unsupported: 'yellow',
  Skipped: 'yellow',
  Failed: 'red',
} as const;

const riskiestFirst = (one: ScanEntry, other: ScanEntry): number =>
  (other.score ?? -1) - (one.score ?? -1) || (one.instance < other.instance ? -1 : 1);

const countsOf = ({ counts, secrets, threats }: ScanEntry): string[] =>
  [counts?.CRITICAL, counts?.HIGH, counts?.MEDIUM, counts?.LOW, secrets, threats].map((count) =>
    String(count ?? ''),
  );

const ageOfScan = ({ scannedAt }: ScanEntry, now: number): string =>
  scannedAt ? `${ageOf(Date.parse(scannedAt), now)} ago` : 'never';

const row = (entry: ScanEntry, now: number): string[] => [
  entry.instance,
  paint(COLOURS[entry.status], entry.status),
  entry.score === undefined ? '' : String(entry.score),
  ...countsOf(entry),
  ageOfScan(entry, now),
  printable((entry.reachable ?? []).join(', ')),
  printable(entry.reason ?? entry.system ?? ''),
];

const HEADING = [
  'INSTANCE',
  'STATUS',
  'RISK',
  'CRITICAL',
  'HIGH',
  'MEDIUM',
  'LOW',
  'SECRETS',
  'THREATS',
  'READ',
  'OPEN TO THE INTERNET',
  'SYSTEM, OR WHY NOT',
];

/** What people read: the riskiest first. */
export const listText = (entries: readonly ScanEntry[], now: number): string =>
  entries.length === 0
    ? 'No instance was looked at yet. The next hour takes those that run for 15 minutes; or: npx --no -- drawbridge workloads scan i-…'
    : table([HEADING, ...entries.toSorted(riskiestFirst).map((entry) => row(entry, now))]);
