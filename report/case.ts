import type { Actor } from '../lambdas/core/base/event.ts';
import { own } from '../lambdas/core/base/json.ts';
import type { Column, Layout } from '../lambdas/core/base/presentation.ts';
import { nounOf } from '../lambdas/core/ledger/finding.ts';
import { type LedgerRecord, remediationId } from '../lambdas/core/ledger/record.ts';
import { undoCommand } from '../lambdas/publisher/messages.ts';
import { anchorOf, type Context, findingsAt, type ReportedFinding, recordedAt } from './finding.ts';
import type { LogEntry } from './log.ts';
import { layoutOf } from './parts.ts';
import { type Row, rowsOf } from './rows.ts';

/** One record of the ledger: what happened to a resource at one moment. */
export interface Case {
  readonly anchor: string;
  readonly n: number;
  readonly noun: string;
  readonly id: string;
  readonly name?: string;
  readonly arn: string;
  readonly findings: readonly ReportedFinding[];
  readonly columns: readonly Column[];
  readonly part: Layout['noun'];
  /** All parts that were there before or are after. */
  readonly rows: readonly Row[];
  readonly actor?: Actor;
  readonly eventName?: string;
  readonly eventId?: string;
  readonly openedAt?: string;
  readonly closedAt?: string;
  readonly recordedAt: string;
  readonly version: string;
  /** The resource was not there any more. */
  readonly gone: boolean;
  /** Too large for the ledger: tags, and perhaps the parts that stayed, were not kept. */
  readonly trimmed: boolean;
  /** How many parts were left. */
  readonly kept: number;
  /** The command that puts back what was removed. */
  readonly undo?: string;
  /** The other records of the resource, oldest first. */
  readonly others: readonly { readonly n: number; readonly anchor: string }[];
}

const anchorOfRecord = (record: LedgerRecord): string => anchorOf(record.type, remediationId(record));

const undoOf = (record: LedgerRecord): string | undefined =>
  record.state === 'CLOSED' && record.removed.length > 0
    ? undoCommand(remediationId(record), record)
    : undefined;

const factsOf = (record: LedgerRecord) => {
  const { name, actor, eventName, eventId, openedAt, closedAt } = record;
  const known = openedAt !== undefined && Date.parse(openedAt) > 0;
  return {
    ...(name && !record.id.endsWith(name) && { name }),
    ...(actor && { actor }),
    ...(eventName && { eventName }),
    ...(eventId && { eventId }),
    ...(known && { openedAt }),
    ...(closedAt && { closedAt }),
  };
};

/** A record as the report shows it. */
export const caseOf = (entry: LogEntry, context: Context): Case => {
  const { record, log } = entry;
  const { n, id, version } = record;
  const layout = layoutOf(record.kind, [...record.before, ...record.removed, ...(record.added ?? [])]);
  const undo = undoOf(record);
  return {
    anchor: anchorOfRecord(record),
    n,
    noun: nounOf(context.catalogue, record.kind, record.type),
    id,
    arn: record.resource,
    findings: findingsAt(entry, context),
    columns: layout.columns,
    part: layout.noun,
    rows: rowsOf(record, layout, context),
    recordedAt: recordedAt(record),
    gone: record.gone ?? false,
    trimmed: own(record, 'trimmed') === true,
    kept: record.kept,
    version,
    ...factsOf(record),
    ...(undo && { undo }),
    others: log
      .filter((other) => other.n !== n)
      .map((other) => ({ n: other.n, anchor: anchorOfRecord(other) })),
  };
};
