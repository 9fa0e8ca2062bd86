import { callOf, type Trigger } from '../base/trigger.ts';
import type { Assessment, Remediator, Task } from './remediator.ts';

/** How long a read may lag behind a change: EC2 documents no bound, seconds are usual. */
export const LAG_MS = 4_000;
/** How long after a change AWS may contradict our reading of it: some minutes. */
const SETTLED_MS = 120_000;

/**
 * Why nothing is to be done yet: the event shows what the read does not (`look again`), AWS contradicts our reading of
 * what has just changed (`unsettled`), or another copy is at it.
 */
export type Hold = 'look again' | 'unsettled' | 'busy';

export const WHY: Readonly<Record<Hold, string>> = {
  'look again': 'does not show yet what the event says',
  unsettled: 'has changed a moment ago, and AWS does not call it open yet',
  busy: 'is being remediated by another copy',
};

/** How long to wait before each further look, in milliseconds. */
const PAUSES = { 'look again': [250, 750, 2000], unsettled: [500, 1500, 4000, 8000] } as const;

/** How long to wait the next time; undefined where it has been waited for often enough: Lambda tries again, or nobody. */
export const pauseOf = (hold: Hold, times: Readonly<Record<Hold, number>>): number | undefined =>
  hold === 'busy' ? 100 * 2 ** Math.min(times.busy, 4) : PAUSES[hold][times[hold]];

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
  { kind }: Remediator<Model, Part>,
  { trigger }: Task<Part>,
  { remove, latest, readAt }: Pick<Assessment<Model, Part>, 'remove' | 'latest' | 'readAt'>,
): boolean => {
  const closedAt = latest?.state === 'CLOSED' ? latest.closedAt : undefined;
  if (closedAt === undefined || isBefore(closedAt, trigger)) return false;
  const removed = new Set(((latest?.removed ?? []) as readonly Part[]).map(kind.key));
  const age = readAt - Date.parse(closedAt);
  return age < LAG_MS && remove.some((part) => removed.has(kind.key(part)));
};

/** AWS contradicts our reading of a resource that has changed a moment ago. */
const isUnsettled = <Model, Part>(
  { kind, clock }: Remediator<Model, Part>,
  { trigger }: Task<Part>,
  { model, decisions }: Pick<Assessment<Model, Part>, 'model' | 'decisions'>,
): boolean => {
  const call = callOf(trigger);
  if (!call || model === undefined || decisions.length === 0 || !kind.isContradicted?.(model)) return false;
  return clock.now() - Date.parse(call.time) < SETTLED_MS;
};

/** Is another copy at it, as far as the ledger says? */
const isBusy = <Model, Part>(
  { clock }: Remediator<Model, Part>,
  { latest }: Pick<Assessment<Model, Part>, 'latest'>,
): boolean => latest?.state === 'STARTED' && clock.now() < latest.lease;

/** Nothing is known to be wrong, or nothing may be done about it. */
const isIdle = <Model, Part>({
  remove,
  latest,
}: Pick<Assessment<Model, Part>, 'remove' | 'latest'>): boolean =>
  latest?.state !== 'STARTED' && remove.length === 0;

/** One read that finds nothing must not end what was allowed for good, unless a call has deleted the resource. */
const isDoubtful = <Model, Part>(
  { trigger }: Task<Part>,
  { model, goneAt, latest }: Pick<Assessment<Model, Part>, 'model' | 'goneAt' | 'latest'>,
): boolean => model === undefined && !callOf(trigger)?.deletes && goneAt !== latest?.goneAt;

/** What is to be waited for, whatever is done meanwhile. */
const waitsFor = <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  view: Assessment<Model, Part>,
  patient: boolean,
): Hold | undefined => {
  if (isUnsettled(remediator, task, view)) return 'unsettled';
  const isEarly = isAhead(remediator, task, view) || isDoubtful(task, view);
  return patient && isEarly ? 'look again' : undefined;
};

/** What holds us up before anything is done, and what is to be waited for once it is done. */
export const holds = <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  view: Assessment<Model, Part>,
  patient: boolean,
): { readonly before: Hold | undefined; readonly after: Hold | undefined } => {
  if (isBusy(remediator, view)) return { before: 'busy', after: undefined };
  const after = waitsFor(remediator, task, view, patient);
  const mayWait = isIdle(view) && (after === 'unsettled' || view.decisions.length === 0);
  if (after && mayWait) return { before: after, after };
  return { before: lagsBehind(remediator, task, view) ? 'busy' : undefined, after };
};
