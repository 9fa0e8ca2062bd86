import { Busy, classify } from '../base/errors.ts';
import { assess, look } from './assess.ts';
import { fixAndRecord } from './fix-and-record.ts';
import { type Hold, holds, pauseOf, WHY } from './hold.ts';
import { recordOnly, recordUnreadable } from './record-only.ts';
import type { Outcome, Reading, Remediator, Task } from './remediator.ts';

const NO_FIX = 'Nothing was changed: this is only reported, since no fix of it is safe for everybody.';

/** What became of one look; `outcome` is absent where nothing was to be done, or nothing may be yet. */
interface Pass {
  readonly next: 'done' | Hold;
  readonly outcome?: Outcome | undefined;
}

const tryLook = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
): Promise<Reading<Model, Part> | { readonly unreadable: unknown }> => {
  try {
    return await look(remediator, task);
  } catch (error) {
    if (classify(error, remediator.kind.errors) !== 'permanent') throw error;
    return { unreadable: error };
  }
};

/**
 * A clean resource may have an open finding; one that the event says nothing about, the record of a copy that died. A
 * sweep has seen to both by then.
 */
const asksTheLedger = <Part>({ trigger: { closes, shows, cause } }: Task<Part>): boolean =>
  closes || (cause.by !== 'sweep' && shows.length === 0);

const end = (outcome: Outcome | undefined, next: Pass['next'] = 'done'): Pass =>
  outcome ? { next, outcome } : { next: 'busy' };

const pass = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  patient: boolean,
): Promise<Pass> => {
  const seen = await tryLook(remediator, task);
  if ('unreadable' in seen) return end(await recordUnreadable(remediator, task, seen.unreadable));
  if (seen.decisions.length === 0 && seen.unseen.length === 0 && !asksTheLedger(task))
    return { next: 'done' };
  const { policy, assessment: view, remarks } = await assess(remediator, task, seen);
  const { before, after } = holds(remediator, task, view, patient);
  if (before) return { next: before };
  const act = view.latest?.state === 'STARTED' || view.remove.length > 0 ? fixAndRecord : recordOnly;
  const outcome = await act({ ...remediator, policy }, task, view);
  return end(outcome && remarks.length > 0 ? { ...outcome, remarks } : outcome, after);
};

const reportingOnly = <Model, Part>(remediator: Remediator<Model, Part>): Remediator<Model, Part> =>
  remediator.fixer ? remediator : { ...remediator, holdsBack: async () => NO_FIX };

/**
 * Judges one resource and closes what is open: read, judge, ledger, fix, ledger. The event is a hint and the described
 * state the truth, so duplicates, lost order and forged details do no harm.
 *
 * Throws only what Lambda should try again (`Busy`, transient AWS errors); everything else ends in the ledger.
 */
export const remediate = async <Model, Part>(
  given: Remediator<Model, Part>,
  task: Task<Part>,
): Promise<Outcome> => {
  const { clock, kind, place } = given;
  const remediator = reportingOnly(given);
  const times = { 'look again': 0, unsettled: 0, busy: 0 };
  let sum: Outcome = { id: task.id, statuses: {}, left: {} };
  for (;;) {
    const { next, outcome } = await pass(remediator, task, pauseOf('look again', times) !== undefined);
    if (outcome) sum = { ...sum, ...outcome, statuses: { ...sum.statuses, ...outcome.statuses } };
    if (next === 'done') return sum;
    const pause = pauseOf(next, times);
    if (pause === undefined || (next !== 'look again' && clock.now() >= task.deadline))
      throw new Busy(`${kind.arn(task.id, place)} ${WHY[next]}; Lambda tries again`);
    await clock.sleep(pause);
    times[next] += 1;
  }
};
