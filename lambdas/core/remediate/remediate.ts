import { Busy, classify } from '../base/errors.ts';
import { type Decision, onlyReported } from '../judge/decide.ts';
import { factsOf, judge } from '../judge/facts.ts';
import { plan } from '../judge/split.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { askExceptions, heed } from './apply-exceptions.ts';
import { close } from './fix-and-record.ts';
import { type Hold, holds, pauseOf, WHY } from './hold.ts';
import { note, noteUnreadable } from './record-only.ts';
import type { Errand, Outcome, Remediator, Seen, View } from './remediator.ts';

/** What became of one look; `outcome` is absent where nothing was to be done, or nothing may be yet. */
interface Pass {
  readonly next: 'done' | Hold;
  readonly outcome?: Outcome | undefined;
}

/** The decisions as far as this resource may be changed now. */
const permitted = <Model, Part>(
  { holdsBack }: Remediator<Model, Part>,
  id: string,
  decisions: readonly Decision<Part>[],
): readonly Decision<Part>[] => {
  const why = decisions.some(({ remediate }) => remediate.length > 0) ? holdsBack?.(id) : undefined;
  return why === undefined ? decisions : decisions.map((decision) => onlyReported(decision, why));
};

const GONE = { model: undefined, facts: undefined, parts: [], decisions: [], unseen: [] };

const look = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  { id, hint }: Errand<Part>,
): Promise<Seen<Model, Part>> => {
  const { kind, reader, place, clock } = remediator;
  const model = await reader.read(id);
  if (model === undefined) return GONE;
  return {
    model,
    ...(await judge(remediator, model, factsOf(kind, place, id, clock.now()))),
    parts: kind.parts(model),
    unseen: hint.shows.filter((part) => !kind.sees(model, part)),
  };
};

const tryLook = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
): Promise<Seen<Model, Part> | { readonly unreadable: unknown }> => {
  try {
    return await look(remediator, errand);
  } catch (error) {
    if (classify(error) !== 'permanent') throw error;
    return { unreadable: error };
  }
};

/**
 * A clean resource may have an open finding; one that the event says nothing about, the record of a copy that died. A
 * sweep has seen to both by then.
 */
const asksTheLedger = <Part>({ hint: { closes, shows }, event }: Errand<Part>): boolean =>
  closes || (event !== undefined && shows.length === 0);

const end = (outcome: Outcome | undefined, next: Pass['next'] = 'done'): Pass =>
  outcome ? { next, outcome } : { next: 'busy' };

/** A resource that reads as one without parts may be gone, which matters where there are findings to put away. */
const isGone = async <Model, Part>(
  { reader }: Remediator<Model, Part>,
  { model, parts }: Seen<Model, Part>,
  latest: LedgerRecord | undefined,
): Promise<boolean> => {
  if (model === undefined || parts.length > 0 || !reader.exists) return false;
  if (latest === undefined || latest.gone) return latest?.gone ?? false;
  return !(await reader.exists(latest.id));
};

/** Asks the ledger and the exceptions, both at once, and lets them speak. */
const weigh = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  read: Seen<Model, Part>,
): Promise<{
  readonly current: Remediator<Model, Part>;
  readonly view: View<Model, Part>;
  readonly remarks: readonly string[];
}> => {
  const { kind, ledger, place } = remediator;
  const [latest, asked] = await Promise.all([
    ledger.latest(kind.arn(errand.id, place)),
    askExceptions(remediator, errand, read),
  ]);
  const seen = (await isGone(remediator, read, latest)) ? GONE : read;
  const { remediator: current, goneAt, remarks, ...heeded } = heed(remediator, errand, seen, latest, asked);
  const decisions = permitted(current, errand.id, heeded.decisions);
  const nothing = { remove: [], rest: [] };
  const planned = seen.model === undefined ? nothing : plan(current, seen.model, decisions);
  return { current, remarks, view: { ...seen, decisions, ...planned, latest, goneAt } };
};

const pass = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  patient: boolean,
): Promise<Pass> => {
  const seen = await tryLook(remediator, errand);
  if ('unreadable' in seen) return end(await noteUnreadable(remediator, errand, seen.unreadable));
  if (seen.decisions.length === 0 && seen.unseen.length === 0 && !asksTheLedger(errand))
    return { next: 'done' };
  const { current, view, remarks } = await weigh(remediator, errand, seen);
  const { before, after } = holds(remediator, errand, view, patient);
  if (before) return { next: before };
  const act = view.latest?.state === 'STARTED' || view.remove.length > 0 ? close : note;
  const outcome = await act(current, errand, view);
  return end(outcome && remarks.length > 0 ? { ...outcome, remarks } : outcome, after);
};

/**
 * Judges one resource and closes what is open: read, judge, ledger, fix, ledger. The event is a hint and the described
 * state the truth, so duplicates, lost order and forged details do no harm.
 *
 * Throws only what Lambda should try again (`Busy`, transient AWS errors); everything else ends in the ledger.
 */
export const remediate = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
): Promise<Outcome> => {
  const { clock, kind, place } = remediator;
  const times = { 'look again': 0, unsettled: 0, busy: 0 };
  let sum: Outcome = { id: errand.id, statuses: {}, left: {} };
  for (;;) {
    const { next, outcome } = await pass(remediator, errand, pauseOf('look again', times) !== undefined);
    if (outcome) sum = { ...sum, ...outcome, statuses: { ...sum.statuses, ...outcome.statuses } };
    if (next === 'done') return sum;
    const pause = pauseOf(next, times);
    if (pause === undefined || (next !== 'look again' && clock.now() >= errand.deadline))
      throw new Busy(`${kind.arn(errand.id, place)} ${WHY[next]}; Lambda tries again`);
    await clock.sleep(pause);
    times[next] += 1;
  }
};
