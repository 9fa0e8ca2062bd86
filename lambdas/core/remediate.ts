import { close, note, noteUnreadable } from './close.ts';
import { Busy, classify } from './errors.ts';
import { factsOf, judge } from './judge.ts';
import type { LedgerRecord } from './record.ts';
import type { Errand, Outcome, Remediator, View } from './remediator.ts';
import { plan } from './split.ts';

/** How long a read may lag behind a change: EC2 documents no bound, seconds are usual. */
const LAG_MS = 10_000;
/** How long to wait before each further look for what the event shows and the read does not. */
const LOOK_AGAIN_MS = [250, 750, 2000] as const;

type Pass = Outcome | 'look again' | 'busy';

const look = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  { id, hint }: Errand<Part>,
): Promise<Omit<View<Model, Part>, 'latest'>> => {
  const { kind, reader, place, clock } = remediator;
  const model = await reader.read(id);
  if (model === undefined)
    return { model, facts: undefined, parts: [], decisions: [], remove: [], rest: [], unseen: [] };
  const { decisions, facts } = await judge(remediator, model, factsOf(kind, place, id, clock.now()));
  return {
    model,
    facts,
    parts: kind.parts(model),
    decisions,
    ...plan(remediator, model, decisions),
    unseen: hint.shows.filter((part) => !kind.sees(model, part)),
  };
};

const tryLook = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
): Promise<Omit<View<Model, Part>, 'latest'> | { readonly unreadable: unknown }> => {
  try {
    return await look(remediator, errand);
  } catch (error) {
    if (classify(error) !== 'permanent') throw error;
    return { unreadable: error };
  }
};

/** The event shows a part that neither the read nor the ledger knows yet. */
const isAhead = <Model, Part>(
  { kind }: Remediator<Model, Part>,
  { unseen, latest }: Pick<View<Model, Part>, 'unseen' | 'latest'>,
): boolean => unseen.some((shown) => !(latest?.removed ?? []).some((part) => kind.same(shown, part as Part)));

/** The read still shows just what the newest record has removed a moment ago. */
const lagsBehind = <Model, Part>(
  { kind, clock }: Remediator<Model, Part>,
  remove: readonly Part[],
  latest: LedgerRecord | undefined,
): boolean => {
  if (latest?.state !== 'CLOSED' || remove.length === 0) return false;
  const removed = new Set((latest.removed as readonly Part[]).map(kind.key));
  const age = clock.now() - Date.parse(latest.closedAt ?? '');
  return age < LAG_MS && remove.every((part) => removed.has(kind.key(part)));
};

/** Why nothing may be done yet, if so. */
const hold = <Model, Part>(
  remediator: Remediator<Model, Part>,
  { decisions, remove, latest }: View<Model, Part>,
  ahead: boolean,
  patient: boolean,
): 'busy' | 'look again' | undefined => {
  const unfinished = latest?.state === 'STARTED';
  if (unfinished && remediator.clock.now() < latest.lease) return 'busy';
  if (!unfinished && ahead && decisions.length === 0) return 'look again';
  return patient && lagsBehind(remediator, remove, latest) ? 'look again' : undefined;
};

const pass = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  patient: boolean,
): Promise<Pass> => {
  const { kind, ledger, place } = remediator;
  const seen = await tryLook(remediator, errand);
  if ('unreadable' in seen) return (await noteUnreadable(remediator, errand, seen.unreadable)) ?? 'busy';
  if (seen.decisions.length === 0 && seen.unseen.length === 0 && !errand.hint.closes)
    return { id: errand.id, statuses: {} };
  const view = { ...seen, latest: await ledger.latest(kind.arn(errand.id, place)) };
  const ahead = patient && isAhead(remediator, view);
  const wait = hold(remediator, view, ahead, patient);
  if (wait) return wait;
  const act = view.latest?.state === 'STARTED' || view.remove.length > 0 ? close : note;
  const outcome = await act(remediator, errand, view);
  if (!outcome) return 'busy';
  return ahead ? 'look again' : outcome;
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
  for (let looks = 0, waits = 0; ; ) {
    const result = await pass(remediator, errand, looks < LOOK_AGAIN_MS.length);
    if (typeof result === 'object') return result;
    if (result === 'look again') {
      await clock.sleep(LOOK_AGAIN_MS[looks] ?? 0);
      looks += 1;
      continue;
    }
    if (clock.now() >= errand.deadline)
      throw new Busy(`${kind.arn(errand.id, place)} is being remediated by another copy; Lambda tries again`);
    await clock.sleep(100 * 2 ** Math.min(waits, 4));
    waits += 1;
  }
};
