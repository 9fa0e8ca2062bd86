import {
  type FindingState,
  isOpen,
  type LedgerRecord,
  remediationId,
  type Status,
} from '../lambdas/core/ledger/record.ts';

/** What became of one resource under one template at one time. */
export interface HistoryEntry {
  /** ISO 8601. */
  readonly time: string;
  /** The resource's ARN. */
  readonly resource: string;
  readonly id: string;
  /** ASFF's type of it. */
  readonly type: string;
  readonly account: string;
  readonly region: string;
  readonly template: string;
  readonly status: Status | 'STARTED';
  readonly violating: readonly string[];
  /** What `undo` takes, where something was removed. */
  readonly remediation?: string;
  /** How many parts were removed, of all templates together. */
  readonly removed: number;
  readonly actor?: string;
  readonly eventId?: string;
  readonly openedAt?: string;
  readonly closedAt?: string;
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
  /** The most entries. */
  readonly limit?: number | undefined;
}

const timeOf = ({ closedAt, openedAt = '' }: LedgerRecord): string => closedAt ?? openedAt;

const whyOf = ({ exclusion, error, note }: FindingState) => ({
  ...(exclusion && { reason: exclusion.reason }),
  ...(error && { error }),
  ...(note && { note }),
});

const callOf = ({ actor, eventId }: LedgerRecord) => ({
  ...(actor && { actor: actor.arn }),
  ...(eventId && { eventId }),
});

const timesOf = ({ closedAt }: LedgerRecord, { openedAt, status }: FindingState) => ({
  ...(openedAt && { openedAt }),
  ...(closedAt && !isOpen(status) && { closedAt }),
});

const entriesOf = (record: LedgerRecord): readonly HistoryEntry[] => {
  const { resource, id, type, account, region, removed, version } = record;
  return record.changed.flatMap((template) => {
    const state = record.findings[template];
    if (!state) return [];
    return {
      time: timeOf(record),
      ...{ resource, id, type, account, region, template },
      status: record.state === 'STARTED' ? 'STARTED' : state.status,
      violating: state.violating,
      ...(removed.length > 0 && { remediation: remediationId(record) }),
      removed: removed.length,
      ...callOf(record),
      ...timesOf(record, state),
      ...whyOf(state),
      version,
    };
  });
};

/** What the ledger tells, the newest first. */
export const historyOf = (
  records: readonly LedgerRecord[],
  { template, since = 0, status, limit }: Wanted,
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
    )
    .slice(0, limit);
