import { close } from './close.ts';
import { type Decision, onlyReported } from './decide.ts';
import { Busy, classify } from './errors.ts';
import { askExceptions, heed } from './exceptions-in-force.ts';
import { factsOf, judge } from './judge.ts';
import { note, noteUnreadable } from './note.ts';
import type { LedgerRecord } from './record.ts';
import type { Errand, Outcome, Remediator, Seen, View } from './remediator.ts';
import { plan } from './split.ts';

/** How long a read may lag behind a change: EC2 documents no bound, seconds are usual. */
export const LAG_MS = 4_000;
/** How long to wait before each further look for what the event shows and the read does not. */
const LOOK_AGAIN_MS = [250, 750, 2000] as const;

/** How long after a change AWS may say something else of a resource than what it is: some minutes. */
export const SETTLED_MS = 120_000;
/** How long to wait before each further look meanwhile; after these Lambda tries again, in one minute and in two more. */
const SETTLING_MS = [500, 1500, 4000, 8000] as const;

/** What became of one look; `outcome` is absent where nothing was to be done, or nothing may be yet. */
interface Pass {
  readonly next: 'done' | 'look again' | 'busy' | 'unsettled';
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

/** CloudTrail's times are whole seconds: an event of the same second counts as earlier. */
const isBefore = (closedAt: string, event: Errand<never>['event']): boolean =>
  event !== undefined && Date.parse(closedAt) < Date.parse(event.time);

/** The event shows a part that the read does not, and that was not removed since. */
const isAhead = <Model, Part>(
  { kind }: Remediator<Model, Part>,
  { event }: Errand<Part>,
  { unseen, latest }: Pick<View<Model, Part>, 'unseen' | 'latest'>,
): boolean => {
  const since = latest?.closedAt === undefined || !isBefore(latest.closedAt, event);
  const removed = since ? ((latest?.removed ?? []) as readonly Part[]) : [];
  return unseen.some((shown) => !removed.some((part) => kind.same(shown, part)));
};

/** The read still shows something that the newest record has removed a moment ago, and no event since has put it back. */
const lagsBehind = <Model, Part>(
  { kind, clock }: Remediator<Model, Part>,
  { event }: Errand<Part>,
  { remove, latest }: Pick<View<Model, Part>, 'remove' | 'latest'>,
): boolean => {
  const closedAt = latest?.state === 'CLOSED' ? latest.closedAt : undefined;
  if (closedAt === undefined || isBefore(closedAt, event)) return false;
  const removed = new Set(((latest?.removed ?? []) as readonly Part[]).map(kind.key));
  const age = clock.now() - Date.parse(closedAt);
  return age < LAG_MS && remove.some((part) => removed.has(kind.key(part)));
};

/** AWS contradicts our reading of a resource that has changed a moment ago. */
const isUnsettled = <Model, Part>(
  { kind, clock }: Remediator<Model, Part>,
  { event }: Errand<Part>,
  { model, decisions }: Pick<View<Model, Part>, 'model' | 'decisions'>,
): boolean =>
  event !== undefined &&
  model !== undefined &&
  decisions.length > 0 &&
  kind.isContradicted?.(model) === true &&
  clock.now() - Date.parse(event.time) < SETTLED_MS;

/** Why nothing may be done yet, if so. */
const hold = <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  view: View<Model, Part>,
  { ahead, unsettled }: { readonly ahead: boolean; readonly unsettled: boolean },
): Exclude<Pass['next'], 'done'> | undefined => {
  const { decisions, remove, latest } = view;
  const unfinished = latest?.state === 'STARTED';
  if (unfinished && remediator.clock.now() < latest.lease) return 'busy';
  if (!unfinished && ahead && decisions.length === 0) return 'look again';
  if (!unfinished && unsettled && remove.length === 0) return 'unsettled';
  return lagsBehind(remediator, errand, view) ? 'busy' : undefined;
};

/**
 * A clean resource may have an open finding; one that the event says nothing about, the record of a copy that died. A
 * sweep has seen to both by then.
 */
const asksTheLedger = <Part>({ hint: { closes, shows }, event }: Errand<Part>): boolean =>
  closes || (event !== undefined && shows.length === 0);

const end = (outcome: Outcome | undefined, next: Exclude<Pass['next'], 'busy'> = 'done'): Pass =>
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
  const ahead = patient && isAhead(remediator, errand, view);
  const unsettled = isUnsettled(remediator, errand, view);
  const wait = hold(remediator, errand, view, { ahead, unsettled });
  if (wait) return { next: wait };
  const act = view.latest?.state === 'STARTED' || view.remove.length > 0 ? close : note;
  const outcome = await act(current, errand, view);
  const told = outcome && remarks.length > 0 ? { ...outcome, remarks } : outcome;
  if (unsettled) return end(told, 'unsettled');
  return end(told, ahead ? 'look again' : 'done');
};

const WAITING = {
  busy: 'is being remediated by another copy',
  unsettled: 'has changed a moment ago, and AWS does not call it open yet',
} as const;

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
  let sum: Outcome = { id: errand.id, statuses: {}, left: {} };
  const pauses = [...SETTLING_MS];
  for (let looks = 0, waits = 0; ; ) {
    const { next, outcome } = await pass(remediator, errand, looks < LOOK_AGAIN_MS.length);
    if (outcome) sum = { ...sum, ...outcome, statuses: { ...sum.statuses, ...outcome.statuses } };
    if (next === 'done') return sum;
    if (next === 'look again') {
      await clock.sleep(LOOK_AGAIN_MS[looks] ?? 0);
      looks += 1;
      continue;
    }
    const pause = next === 'busy' ? 100 * 2 ** Math.min(waits, 4) : pauses.shift();
    if (pause === undefined || clock.now() >= errand.deadline)
      throw new Busy(`${kind.arn(errand.id, place)} ${WAITING[next]}; Lambda tries again`);
    await clock.sleep(pause);
    waits += 1;
  }
};
