import { classify, message } from '../base/errors.ts';
import type { Fixed } from '../base/ports.ts';
import { type Decision, decide } from '../judge/decide.ts';
import { nextStates } from '../ledger/next-states.ts';
import type { Ledger } from '../ledger/ports.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { newEntry, now, outcome } from './entry.ts';
import type { Assessment, Outcome, Remediator, Task } from './remediator.ts';
import { surroundingsOf } from './surroundings.ts';
import { type Begun, takeOver } from './take-over.ts';

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
 * A fix that broke off for now gives the lease up, so that the retry need not wait. What it has removed is for the one to
 * tell who finishes: a read of this moment may lag behind. Left to the lease where that fails too.
 */
const breakOff = async (ledger: Ledger, draft: LedgerRecord, token: string): Promise<void> => {
  try {
    await ledger.replace({ ...draft, lease: 0 }, token);
  } catch {
    // The error that broke the fix off is the one to tell of.
  }
};

/** The fix and what was begun before it: what a dead copy meant to remove and is gone, it has removed, however late. */
const withBegun = <Part>(
  { gone, removed, added = [], ...fixed }: Fixed<Part>,
  begun: Begun<Part>,
  key: (part: Part) => string,
): Fixed<Part> & Required<Pick<Fixed<Part>, 'added'>> => {
  const mine = new Set(removed.map(key));
  const late = gone.filter((part) => begun.meant.has(key(part)) && !mine.has(key(part)));
  return {
    ...fixed,
    gone: [...begun.gone, ...gone],
    removed: [...begun.gone, ...removed, ...late],
    added: [...begun.added, ...added],
  };
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
  const begun = takeOver(remediator, task, view);
  const entryOf = (fixed: Fixed<Part>) => {
    const all = withBegun(fixed, begun, kind.key);
    const decisions = afterSplit(remediator, { ...view, decisions: begun.decisions }, fixed);
    const { added: _, ...whole } = all;
    const told = { ...whole, ...(fixed.added && { added: fixed.added }) };
    return {
      ...nextStates(kind, begun.prior, decisions, told, begun.revision),
      removed: all.removed,
      ...(all.added.length > 0 && { added: all.added }),
      kept: parts.length - fixed.gone.length + (fixed.added?.length ?? 0) - (fixed.lost ?? 0),
    };
  };
  const entry = (rest: Parameters<typeof newEntry>[3]) =>
    newEntry(
      remediator,
      task,
      { ...view, gone: view.model === undefined },
      { ...begun.base, n: begun.revision.n, ...rest },
    );
  // Written as if the fix went well: what is meant to go is in the ledger before it goes.
  const draft = entry({
    ...entryOf({ gone: remove, removed: remove, left: [], added: rest }),
    state: 'STARTED',
    before: begun.before,
  });
  const token = await (latest?.state === 'STARTED'
    ? ledger.replace(draft, latest.writer ?? '')
    : ledger.append(draft));
  if (token === undefined) return undefined;
  const [fixed, beside] = await Promise.all([
    tryFix(remediator, view).catch(async (error: unknown) => {
      await breakOff(ledger, draft, token);
      throw error;
    }),
    surroundingsOf(remediator, task.id, view),
  ]);
  const result = entryOf(fixed);
  const closed = await ledger.replace(
    entry({ ...result, ...beside, state: 'CLOSED', before: begun.before, closedAt: now(remediator) }),
    token,
  );
  return closed === undefined ? undefined : outcome(task.id, result, fixed.error);
};
