import type { LedgerRecord } from '../lambdas/core/ledger/record.ts';

/** A record with its place in the log of its resource. */
export interface LogEntry {
  readonly record: LedgerRecord;
  /** The whole log of the resource, oldest first. */
  readonly log: readonly LedgerRecord[];
  /** The templates whose state is shown with this record. */
  readonly templates: readonly string[];
}

const hasState = ({ findings }: LedgerRecord, template: string): boolean => Object.hasOwn(findings, template);

/** States that the newest record carries although the record that set them has expired. */
const orphans = (log: readonly LedgerRecord[], newest: LedgerRecord): string[] => {
  const known = new Set(log.flatMap(({ changed }) => changed));
  return Object.keys(newest.findings).filter((template) => !known.has(template));
};

const entriesOf = (unsorted: readonly LedgerRecord[]): LogEntry[] => {
  const log = unsorted.toSorted((a, b) => a.n - b.n);
  return log.map((record) => {
    const changed = record.changed.filter((template) => hasState(record, template));
    const newest = record === log.at(-1);
    return { record, log, templates: newest ? [...changed, ...orphans(log, record)] : changed };
  });
};

/** One entry for each record. */
export const logEntries = (records: readonly LedgerRecord[]): readonly LogEntry[] => {
  const logs = new Map<string, LedgerRecord[]>();
  for (const record of records) {
    const log = logs.get(record.resource);
    if (log) log.push(record);
    else logs.set(record.resource, [record]);
  }
  return [...logs.values()].flatMap(entriesOf);
};

/** The next record that changed the template's state. */
export const nextOf = ({ log, record }: LogEntry, template: string): LedgerRecord | undefined =>
  log.find(({ n, changed }) => n > record.n && changed.includes(template));

/** The record before that changed the template's state. */
export const previousOf = ({ log, record }: LogEntry, template: string): LedgerRecord | undefined =>
  log.findLast(({ n, changed }) => n < record.n && changed.includes(template));
