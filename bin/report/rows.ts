import { isOpen, type LedgerRecord } from '../../lambdas/core/record.ts';
import { covers } from './exceptions.ts';
import { type Context, keyOf } from './finding.ts';
import type { Cell, Layout } from './parts.ts';
import type { Standing } from './words.ts';

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

type Violated = readonly { readonly template: string; readonly status: string }[];

const isExcepted = (
  part: unknown,
  violated: Violated,
  { resource }: LedgerRecord,
  context: Context,
): boolean =>
  violated.some(({ template }) =>
    context.exceptions.some((exception) => covers(exception, resource, template, [part])),
  );

/** What a part is that this record did not remove: of several templates what needs a person first counts. */
const markLeft = (part: unknown, violated: Violated, record: LedgerRecord, context: Context): Mark => {
  const under = (wanted: string) => violated.filter(({ status }) => status === wanted);
  if (under('FAILED').length > 0) return 'FAILED';
  if (under('NOTIFIED').length > 0) return 'OPEN';
  const excluded = under('EXCLUDED');
  if (excluded.length > 0) return isExcepted(part, excluded, record, context) ? 'EXCEPTED' : 'EXCLUDED';
  return violated.length > 0 ? 'GONE' : 'KEPT';
};

/** By key of a part the templates that it violates, as far as this record says so. */
const violationsOf = (record: LedgerRecord): ReadonlyMap<string, Violated> => {
  const violations = new Map<string, { template: string; status: string }[]>();
  for (const [template, { status, n, keys }] of Object.entries(record.findings)) {
    if (!isOpen(status) && n !== record.n) continue;
    for (const key of keys) {
      const known = violations.get(key);
      if (known) known.push({ template, status });
      else violations.set(key, [{ template, status }]);
    }
  }
  return violations;
};

const markOf = (
  part: unknown,
  violated: Violated,
  removed: boolean,
  record: LedgerRecord,
  context: Context,
): Mark => {
  if (!removed) return markLeft(part, violated, record, context);
  return record.state === 'STARTED' ? 'UNFINISHED' : 'REMOVED';
};

/** All parts that were there before, each with what became of it, and those that came in place of removed ones. */
export const rowsOf = (record: LedgerRecord, layout: Layout, context: Context): readonly Row[] => {
  const key = keyOf(context.catalogue, record);
  const removed = new Set(record.removed.map(key));
  const violations = violationsOf(record);
  const title = (template: string) => context.catalogue.templates.get(template)?.title ?? template;
  const old = record.before.map((part): Row => {
    const violated = violations.get(key(part)) ?? [];
    const mark = markOf(part, violated, removed.has(key(part)), record, context);
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
