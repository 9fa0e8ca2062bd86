import { Busy, classify } from '../base/errors.ts';
import { callOf, type Trigger } from '../base/trigger.ts';
import { assess, look } from './assess.ts';
import { fixAndRecord } from './fix-and-record.ts';
import { recordOnly, recordUnreadable } from './record-only.ts';
import type { Assessment, Outcome, Reading, Remediator, Task } from './remediator.ts';

/** How long a read may lag behind a change: EC2 documents no bound, seconds are usual. */
export const LAG_MS = 4_000;
/** How long to wait before each further look for what the event shows and the read does not. */
const LOOK_AGAIN_MS = [250, 750, 2000] as const;

const NO_FIX = 'Nothing was changed: this is only reported, since no fix of it is safe for everybody.';

/** What became of one look; `outcome` is absent where nothing was to be done, or nothing may be yet. */
interface Pass {
  readonly next: 'done' | 'look again' | 'busy';
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

/** CloudTrail's times are whole seconds: an event of the same second counts as earlier. */
const isBefore = (closedAt: string, trigger: Trigger<unknown>): boolean => {
  const call = callOf(trigger);
  return call !== undefined && Date.parse(closedAt) < Date.parse(call.time);
};

/** The event shows a part that the read does not, and that was not removed since. */
const isAhead = <Model, Part>(
  { kind }: Remediator<Model, Part>,
  { trigger }: Task<Part>,
  { unseen, latest }: Pick<Assessment<Model, Part>, 'unseen' | 'latest'>,
): boolean => {
  const since = latest?.closedAt === undefined || !isBefore(latest.closedAt, trigger);
  const removed = since ? ((latest?.removed ?? []) as readonly Part[]) : [];
  return unseen.some((shown) => !removed.some((part) => kind.same(shown, part)));
};

/** The read still shows something that the newest record has removed a moment ago, and no event since has put it back. */
const lagsBehind = <Model, Part>(
  { kind, clock }: Remediator<Model, Part>,
  { trigger }: Task<Part>,
  { remove, latest }: Pick<Assessment<Model, Part>, 'remove' | 'latest'>,
): boolean => {
  const closedAt = latest?.state === 'CLOSED' ? latest.closedAt : undefined;
  if (closedAt === undefined || isBefore(closedAt, trigger)) return false;
  const removed = new Set(((latest?.removed ?? []) as readonly Part[]).map(kind.key));
  const age = clock.now() - Date.parse(closedAt);
  return age < LAG_MS && remove.some((part) => removed.has(kind.key(part)));
};

/** Why nothing may be done yet, if so. */
const hold = <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  view: Assessment<Model, Part>,
  ahead: boolean,
): 'busy' | 'look again' | undefined => {
  const { decisions, latest } = view;
  const unfinished = latest?.state === 'STARTED';
  if (unfinished && remediator.clock.now() < latest.lease) return 'busy';
  if (!unfinished && ahead && decisions.length === 0) return 'look again';
  return lagsBehind(remediator, task, view) ? 'busy' : undefined;
};

/**
 * A clean resource may have an open finding; one that the event says nothing about, the record of a copy that died. A
 * sweep has seen to both by then.
 */
const asksTheLedger = <Part>({ trigger: { closes, shows, cause } }: Task<Part>): boolean =>
  closes || (cause.by !== 'sweep' && shows.length === 0);

const end = (outcome: Outcome | undefined, next: 'done' | 'look again' = 'done'): Pass =>
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
  const ahead = patient && isAhead(remediator, task, view);
  const wait = hold(remediator, task, view, ahead);
  if (wait) return { next: wait };
  const act = view.latest?.state === 'STARTED' || view.remove.length > 0 ? fixAndRecord : recordOnly;
  const outcome = await act({ ...remediator, policy }, task, view);
  const told = outcome && remarks.length > 0 ? { ...outcome, remarks } : outcome;
  return end(told, ahead ? 'look again' : 'done');
};

const reportingOnly = <Model, Part>(remediator: Remediator<Model, Part>): Remediator<Model, Part> =>
  remediator.fixer ? remediator : { ...remediator, holdsBack: () => NO_FIX };

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
  let sum: Outcome = { id: task.id, statuses: {}, left: {} };
  for (let looks = 0, waits = 0; ; ) {
    const { next, outcome } = await pass(remediator, task, looks < LOOK_AGAIN_MS.length);
    if (outcome) sum = { ...sum, ...outcome, statuses: { ...sum.statuses, ...outcome.statuses } };
    if (next === 'done') return sum;
    if (next === 'look again') {
      await clock.sleep(LOOK_AGAIN_MS[looks] ?? 0);
      looks += 1;
      continue;
    }
    if (clock.now() >= task.deadline)
      throw new Busy(`${kind.arn(task.id, place)} is being remediated by another copy; Lambda tries again`);
    await clock.sleep(100 * 2 ** Math.min(waits, 4));
    waits += 1;
  }
};
