import { classify, message } from '../base/errors.ts';
import type { Fixed } from '../base/ports.ts';
import { type Decision, decide } from '../judge/decide.ts';
import { nextStates } from '../ledger/next-states.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { newEntry, now, outcome, takeOver } from './entry.ts';
import type { Assessment, Outcome, Remediator, Task } from './remediator.ts';

const NOTHING: Fixed<never> = { gone: [], removed: [], left: [] };

/** Fixes, and turns a permanent refusal into parts that are left; what is transient flies on to Lambda's retry. */
const tryFix = async <Model, Part>(
  { kind, fixer }: Remediator<Model, Part>,
  { model, remove, rest }: Pick<Assessment<Model, Part>, 'model' | 'remove' | 'rest'>,
): Promise<Fixed<Part>> => {
  if (model === undefined || remove.length === 0 || !fixer) return NOTHING;
  try {
    return await fixer.fix(model, remove, rest);
  } catch (error) {
    const what = classify(error, kind.errors);
    if (what === 'transient') throw error;
    return what === 'gone'
      ? { gone: remove, removed: [], left: [] }
      : { gone: [], removed: [], left: remove, error: message(error) };
  }
};

/** What is left alone of a part that was split is in the parts that took its place. */
const afterSplit = <Model, Part>(
  remediator: Remediator<Model, Part>,
  { model, facts, decisions }: Assessment<Model, Part>,
  { gone, added = [] }: Fixed<Part>,
): readonly Decision<Part>[] => {
  const { replace } = remediator.kind;
  if (model === undefined || !facts || added.length === 0 || !replace) return decisions;
  const after = decide(remediator, replace(model, gone, added), facts).decisions;
  return decisions.map((decision) => {
    const found = after.find(({ template }) => template === decision.template);
    return found ? { ...found, remediate: decision.remediate } : decision;
  });
};

/**
 * A fix that broke off for now: what it has removed so far is written down and the lease given up, so that the retry
 * neither waits nor takes credit for what somebody else removes in between. Left to the lease where that fails too.
 */
const breakOff = async <Model, Part>(
  { kind, reader, ledger }: Remediator<Model, Part>,
  draft: LedgerRecord,
): Promise<void> => {
  try {
    const model = await reader.read(draft.id);
    const present = new Set(model === undefined ? [] : kind.parts(model).map(kind.key));
    const removed = (draft.removed as readonly Part[]).filter((part) => !present.has(kind.key(part)));
    await ledger.replace({ ...draft, removed, lease: 0 }, draft.lease);
  } catch {
    // The error that broke the fix off is the one to tell of.
  }
};

/** What a dead copy meant to remove and is gone was removed by it, however late its call came through. */
const withLate = <Part>(
  fixed: Fixed<Part>,
  meant: ReadonlySet<string>,
  key: (part: Part) => string,
): Fixed<Part> => {
  const mine = new Set(fixed.removed.map(key));
  const late = fixed.gone.filter((part) => meant.has(key(part)) && !mine.has(key(part)));
  return late.length > 0 ? { ...fixed, removed: [...fixed.removed, ...late] } : fixed;
};

/**
 * Ledger, fix, ledger: what is removed is written down before it is removed, and closed once it is gone. The record of
 * a dead copy is finished under its own number. Undefined when another copy was faster.
 */
export const fixAndRecord = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  view: Assessment<Model, Part>,
): Promise<Outcome | undefined> => {
  const { kind, ledger } = remediator;
  const { parts, remove, rest, latest } = view;
  const { base, before, prior, conclude, meant, revision, ...inherited } = takeOver(remediator, task, view);
  const done = ({ removed, added = [] }: Pick<Fixed<Part>, 'removed' | 'added'>) => {
    const all = [...inherited.added, ...added];
    return { removed: [...inherited.removed, ...removed], ...(all.length > 0 && { added: all }) };
  };
  const settled = (fixed: Fixed<Part>) =>
    conclude(nextStates(kind, prior, afterSplit(remediator, view, fixed), fixed, revision));
  const draft = newEntry(
    remediator,
    task,
    { ...view, gone: view.model === undefined },
    {
      ...base,
      // Written as if the fix went well: what is meant to go is in the ledger before it goes.
      ...settled({ gone: remove, removed: remove, left: [], added: rest }),
      n: revision.n,
      state: 'STARTED',
      before,
      ...done({ removed: remove, added: rest }),
      kept: parts.length - remove.length + rest.length,
    },
  );
  const mine = latest?.state === 'STARTED' ? ledger.replace(draft, latest.lease) : ledger.append(draft);
  if (!(await mine)) return undefined;
  const fixed = await tryFix(remediator, view).catch(async (error: unknown) => {
    await breakOff(remediator, draft);
    throw error;
  });
  const full = withLate(fixed, meant, kind.key);
  const result = settled(full);
  const { added: _, ...record } = draft;
  const closed = await ledger.replace(
    {
      ...record,
      ...result,
      state: 'CLOSED',
      ...done(full),
      kept: parts.length - full.gone.length + (full.added?.length ?? 0) - (full.lost ?? 0),
      closedAt: now(remediator),
    },
    draft.lease,
  );
  return closed ? outcome(task.id, result, fixed.error) : undefined;
};
