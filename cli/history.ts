import { type LedgerRecord, remediationId, type Status } from '../lambdas/core/ledger/record.ts';

/** What became of one resource under one template at one time. */
export interface HistoryEntry {
  /** ISO 8601. */
  readonly time: string;
  readonly resource: string;
  readonly template: string;
  readonly status: Status | 'STARTED';
  readonly violating: readonly string[];
  /** What `undo` takes, where something was removed. */
  readonly remediation?: string;
  /** How many parts were removed, of all templates together. */
  readonly removed: number;
  readonly actor?: string;
  readonly eventId?: string;
  readonly reason?: string;
  readonly error?: string;
  readonly note?: string;
  readonly version: string;
}

/** What is looked for; all of it must hold. */
export interface Wanted {
  readonly template?: string | undefined;
  /** Epoch milliseconds. */
  readonly since?: number | undefined;
  readonly status?: string | undefined;
}

const timeOf = ({ closedAt, openedAt = '' }: LedgerRecord): string => closedAt ?? openedAt;

const entriesOf = (record: LedgerRecord): readonly HistoryEntry[] => {
  const { resource, removed, actor, eventId, version } = record;
  return record.changed.flatMap((template) => {
    const state = record.findings[template];
    if (!state) return [];
    const { status, violating, exclusion, error, note } = state;
    return {
      time: timeOf(record),
      resource,
      template,
      status: record.state === 'STARTED' ? 'STARTED' : status,
      violating,
      ...(removed.length > 0 && { remediation: remediationId(record) }),
      removed: removed.length,
      ...(actor && { actor: actor.arn }),
      ...(eventId && { eventId }),
      ...(exclusion && { reason: exclusion.reason }),
      ...(error && { error }),
      ...(note && { note }),
      version,
    };
  });
};

/** What the ledger tells, the newest first. */
export const historyOf = (
  records: readonly LedgerRecord[],
  { template, since = 0, status }: Wanted,
): readonly HistoryEntry[] =>
  records
    .flatMap(entriesOf)
    .filter(
      (entry) =>
        (template === undefined || entry.template === template) &&
        (status === undefined || entry.status === status) &&
        (since === 0 || Date.parse(entry.time) >= since),
    )
    .toSorted(
      (one, other) => other.time.localeCompare(one.time) || one.template.localeCompare(other.template),
    );
