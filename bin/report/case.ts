import type { Actor } from '../../lambdas/core/event.ts';
import { isOpen, type LedgerRecord, remediationId } from '../../lambdas/core/record.ts';
import { nounOf, undoCommand } from '../../lambdas/publisher/words.ts';
import { covers } from './exceptions.ts';
import { anchorOf, type Context, findingsAt, keyOf, type ReportedFinding, recordedAt } from './finding.ts';
import type { LogEntry } from './log.ts';
import { type Cell, type Column, type Layout, layoutOf } from './parts.ts';
import type { Standing } from './words.ts';

/** What became of one part of the resource. */
export type Mark = 'REMOVED' | 'GONE' | 'KEPT' | Exclude<Standing, 'REMEDIATED' | 'RESOLVED'>;

export interface Row {
  readonly mark: Mark;
  readonly cells: readonly Cell[];
  /** Titles of the templates that it violates. */
  readonly violates: readonly string[];
  /** Is it still there after the record? */
  readonly stays: boolean;
  /** What stands there instead, where that is more than nothing. */
  readonly instead?: string;
}

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
  /** All parts that were there before. */
  readonly rows: readonly Row[];
  readonly actor?: Actor;
  readonly eventName?: string;
  readonly eventId?: string;
  readonly openedAt?: string;
  readonly closedAt?: string;
  readonly recordedAt: string;
  readonly version: string;
  /** The command that puts back what was removed. */
  readonly undo?: string;
  /** The other records of the resource, oldest first. */
  readonly others: readonly { readonly n: number; readonly anchor: string }[];
}

const anchorOfRecord = (record: LedgerRecord): string => anchorOf(record.type, remediationId(record));

const exceptedOr = (
  standing: 'EXCLUDED',
  part: unknown,
  template: string,
  record: LedgerRecord,
  { exceptions }: Context,
): 'EXCEPTED' | 'EXCLUDED' =>
  exceptions.some((exception) => covers(exception, record.resource, template, [part]))
    ? 'EXCEPTED'
    : standing;

type Marker = (part: unknown) => Pick<Row, 'mark' | 'violates' | 'stays'>;

/** What each open status means for a part that is still there. */
const markOpen = (
  part: unknown,
  violated: readonly (readonly [template: string, status: string])[],
  record: LedgerRecord,
  context: Context,
): Mark => {
  const has = (wanted: string) => violated.find(([, status]) => status === wanted);
  if (has('FAILED')) return 'FAILED';
  if (has('NOTIFIED')) return 'OPEN';
  const excluded = has('EXCLUDED');
  if (excluded) return exceptedOr('EXCLUDED', part, excluded[0], record, context);
  return violated.length > 0 ? 'GONE' : 'KEPT';
};

const markerOf = (record: LedgerRecord, context: Context): Marker => {
  const key = keyOf(context.catalogue, record);
  const removed = new Set(record.removed.map(key));
  const states = Object.entries(record.findings)
    .filter(([, { status, n }]) => isOpen(status) || n === record.n)
    .map(([template, { status, keys }]) => ({ template, status, keys: new Set(keys) }));
  const title = (template: string) => context.catalogue.templates.get(template)?.title ?? template;
  return (part) => {
    const mine = key(part);
    const violated = states
      .filter(({ keys }) => keys.has(mine))
      .map(({ template, status }) => [template, status] as const);
    const violates = violated.map(([template]) => title(template));
    if (removed.has(mine) && record.state === 'STARTED') return { mark: 'UNFINISHED', violates, stays: true };
    if (removed.has(mine)) return { mark: 'REMOVED', violates, stays: false };
    const mark = markOpen(part, violated, record, context);
    return { mark, violates, stays: mark !== 'GONE' };
  };
};

const rowOf = (part: unknown, layout: Layout, markOf: Marker): Row => {
  const marked = markOf(part);
  const instead = marked.stays ? undefined : layout.instead?.(part);
  return { ...marked, cells: layout.cells(part), ...(instead && { instead }) };
};

const undoOf = (record: LedgerRecord): string | undefined =>
  record.state === 'CLOSED' && record.removed.length > 0 ? undoCommand(remediationId(record)) : undefined;

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
  const layout = layoutOf(record.before);
  const markOf = markerOf(record, context);
  const undo = undoOf(record);
  return {
    anchor: anchorOfRecord(record),
    n,
    noun: nounOf(record.type),
    id,
    arn: record.resource,
    findings: findingsAt(entry, context),
    columns: layout.columns,
    part: layout.noun,
    rows: record.before.map((part) => rowOf(part, layout, markOf)),
    recordedAt: recordedAt(record),
    version,
    ...factsOf(record),
    ...(undo && { undo }),
    others: log
      .filter((other) => other.n !== n)
      .map((other) => ({ n: other.n, anchor: anchorOfRecord(other) })),
  };
};
