import { type Decision, decide } from '../core/workloads/decide.ts';
import { begin } from '../core/workloads/window.ts';
import { tellAccount } from './account.ts';
import { type Connected, runResource } from './connected.ts';
import { isDue } from './due.ts';
import { type Machine, machines } from './instances.ts';
import type { ScanEntry } from './scan-log.ts';
import { settleGap, settleGone, settleSkipped } from './settle.ts';
import type { Request, State } from './state.ts';
import { runningRuns, tidy } from './tidy.ts';

/** A state is handed on as JSON of at most 256 KiB; whoever waits longest comes first, the others an hour later. */
const MOST_QUEUED = 5_000;
const KEPT_DAYS = 400;

const isGone = ({ state }: Machine): boolean => state === 'shutting-down' || state === 'terminated';

/** Books what needs no look at a disk. */
const settleDecision = async (
  { books, scans }: Connected,
  machine: Machine,
  decision: Exclude<Decision, { readonly scan: true }>,
): Promise<void> => {
  const { status, reason } = decision;
  if (status === 'Waiting') return;
  if (status === 'Skipped') await settleSkipped(books, machine, reason);
  else await settleGap(books, machine, { sort: 'gap', status, reason });
  const at = new Date(books.clock.now()).toISOString();
  await scans.note({ instance: machine.id, status, reason, at });
};

/** Books that instances are gone: what no list shows any more, and what is being terminated. */
const settleMissing = async (
  { books, scans }: Connected,
  known: readonly ScanEntry[],
  there: readonly Machine[],
): Promise<void> => {
  const alive = new Set(there.filter((machine) => !isGone(machine)).map(({ id }) => id));
  for (const { instance } of known.filter((entry) => !alive.has(entry.instance))) {
    await settleGone(books, instance);
    await scans.forget(instance);
  }
};

const dueNow = async (
  connected: Connected,
  entries: readonly ScanEntry[],
  there: readonly Machine[],
): Promise<readonly Machine[]> => {
  const { settings, books, current } = connected;
  const known = new Map(entries.map((entry) => [entry.instance, entry]));
  const releases = (await current())?.releases ?? [];
  const when = { ...settings, now: books.clock.now(), releases };
  const at = ({ id }: Machine): string => known.get(id)?.at ?? '';
  return there
    .filter((machine) => !isGone(machine) && isDue(machine, known.get(machine.id), when))
    .toSorted((one, other) => (at(one) < at(other) ? -1 : 1));
};

const named = async ({ ec2 }: Connected, ids: readonly string[]): Promise<readonly Machine[]> =>
  (await machines(ec2, ids)).filter((machine) => !isGone(machine));

/** Deletes what earlier runs have left, says what of the account is wrong, and finds who is due. */
const look = async (connected: Connected, run: string, machine: string): Promise<readonly Machine[]> => {
  const running = await runningRuns(connected, machine);
  await tellAccount(connected, await tidy(connected, new Set([...running, run])));
  const [entries, there] = await Promise.all([connected.scans.all(), machines(connected.ec2)]);
  await settleMissing(connected, entries, there);
  // One at a time: the snapshots of an account are few, and EBS's throttling is the account's.
  const others = [...running].filter((name) => name !== run);
  return others.length > 0 ? [] : dueNow(connected, entries, there);
};

/** Begins a run: `run` is its name, `machine` the ARN of the state machine. */
export const beginRun = async (
  connected: Connected,
  { instances }: Request,
  run: string,
  machine: string,
): Promise<State> => {
  const { runs, books, settings } = connected;
  const expires = Math.floor(books.clock.now() / 1000) + KEPT_DAYS * 86_400;
  await runs.append({ resource: runResource(run), n: 1, state: 'RUN', expires });
  const due = await (instances ? named(connected, instances) : look(connected, run, machine));
  const queue: string[] = [];
  for (const each of due) {
    const decision = decide(each, settings.skipTags);
    if (decision.scan) queue.push(each.id);
    else await settleDecision(connected, each, decision);
  }
  const first = begin(run, queue.slice(0, MOST_QUEUED));
  return { ...first, ready: [], outcomes: [], over: queue.length === 0, waits: false, lacks: false };
};
