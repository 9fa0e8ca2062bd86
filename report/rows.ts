import type { Cell, Layout } from '../lambdas/core/base/presentation.ts';
import { type FindingState, isOpen, type LedgerRecord } from '../lambdas/core/ledger/record.ts';
import { type Context, exceptionOf, keyOf } from './finding.ts';
import type { Standing } from './messages.ts';

/** What became of one part of the resource. */
export type Mark = 'REMOVED' | 'ADDED' | 'GONE' | 'KEPT' | Exclude<Standing, 'REMEDIATED' | 'RESOLVED'>;

export interface Row {
  readonly mark: Mark;
  readonly cells: readonly Cell[];
  /** Titles of the templates that it violates. */
  readonly violates: readonly string[];
  /** Was it there before the record, and is it after? */
  readonly before: boolean;
  readonly after: boolean;
  /** What stands there instead, where that is more than nothing. */
  readonly instead?: string;
}

interface Violation {
  readonly template: string;
  readonly standing: 'FAILED' | 'NOTIFIED' | 'EXCEPTED' | 'EXCLUDED' | 'CLOSED';
}

const standingOf = (record: LedgerRecord, state: FindingState, context: Context): Violation['standing'] => {
  const { status } = state;
  if (status === 'EXCLUDED') return exceptionOf(context, record, state) ? 'EXCEPTED' : 'EXCLUDED';
  return status === 'FAILED' || status === 'NOTIFIED' ? status : 'CLOSED';
};

/** Of several templates what needs a person first counts. */
const ORDER: readonly (readonly [Violation['standing'], Mark])[] = [
  ['FAILED', 'FAILED'],
  ['NOTIFIED', 'OPEN'],
  ['EXCEPTED', 'EXCEPTED'],
  ['EXCLUDED', 'EXCLUDED'],
  ['CLOSED', 'GONE'],
];

/** By key of a part the templates that it violates, as far as this record says so. */
const violationsOf = (record: LedgerRecord, context: Context): ReadonlyMap<string, readonly Violation[]> => {
  const violations = new Map<string, Violation[]>();
  for (const [template, state] of Object.entries(record.findings)) {
    if (!isOpen(state.status) && state.n !== record.n) continue;
    const violation = { template, standing: standingOf(record, state, context) };
    for (const key of state.keys) {
      const known = violations.get(key);
      if (known) known.push(violation);
      else violations.set(key, [violation]);
    }
  }
  return violations;
};

const markOf = (violated: readonly Violation[], removed: boolean, { state }: LedgerRecord): Mark => {
  if (removed) return state === 'STARTED' ? 'UNFINISHED' : 'REMOVED';
  return ORDER.find(([wanted]) => violated.some(({ standing }) => standing === wanted))?.[1] ?? 'KEPT';
};

/** Of a resource too large for the ledger the parts that stayed may be missing; those that went never are. */
const partsOf = ({ before, removed }: LedgerRecord, key: (part: unknown) => string): readonly unknown[] => {
  const known = new Set(before.map(key));
  return [...before, ...removed.filter((part) => !known.has(key(part)))];
};

/** All parts that were there before, each with what became of it, and those that came in place of removed ones. */
export const rowsOf = (record: LedgerRecord, layout: Layout, context: Context): readonly Row[] => {
  const key = keyOf(context.catalogue, record);
  const removed = new Set(record.removed.map(key));
  const violations = violationsOf(record, context);
  const title = (template: string) => context.catalogue.templates.get(template)?.title ?? template;
  const old = partsOf(record, key).map((part): Row => {
    const violated = violations.get(key(part)) ?? [];
    const mark = markOf(violated, removed.has(key(part)), record);
    const after = mark !== 'REMOVED' && mark !== 'GONE';
    const instead = after ? undefined : layout.instead?.(part);
    const violates = violated.map(({ template }) => title(template));
    return { mark, violates, before: true, after, cells: layout.cells(part), ...(instead && { instead }) };
  });
  const added = (record.added ?? []).map((part): Row => {
    const mark = record.state === 'STARTED' ? 'UNFINISHED' : 'ADDED';
    return { mark, violates: [], before: false, after: true, cells: layout.cells(part) };
  });
  return [...old, ...added];
};
