import { classify, message } from '../core/base/errors.ts';
import {
  ATTEMPTS,
  begun,
  type InFlight,
  nextOf,
  type Outcome,
  type Run,
  readyOf,
  taken,
} from '../core/workloads/window.ts';
import { bookFailure } from './book-failure.ts';
import type { Connected } from './connected.ts';
import { createExposure } from './exposure.ts';
import { type Machine, machines } from './instances.ts';
import { snapshotMachine, type Tagged, taggedSnapshots } from './snapshots.ts';
import type { Ready, State } from './state.ts';

/** Scans that share one function, and its memory. */
const AT_ONCE = 4;

/** Asks for the snapshots of one instance, unless a call whose answer was lost has. */
const ask = async (
  { ec2, settings }: Connected,
  instance: string,
  run: string,
  there: ReadonlyMap<string, Machine>,
  made: readonly Tagged[],
): Promise<Outcome> => {
  if (made.some((snapshot) => snapshot.instance === instance)) return { instance };
  const machine = there.get(instance);
  if (!machine) return { instance, failed: 'it is gone' };
  try {
    await snapshotMachine(ec2, machine, run, settings.volumes);
    return { instance };
  } catch (error) {
    if (classify(error) === 'transient') throw error;
    return { instance, failed: `no snapshot of it can be made. ${message(error)}`.slice(0, 300) };
  }
};

/** One whose scan took the function down with it is tried again alone, so that it takes nobody else along. */
const chosen = (ready: readonly InFlight[]): readonly InFlight[] => {
  const again = ready.find((each) => each.begun > 0);
  return again ? [again] : ready.slice(0, AT_ONCE);
};

const readyFor = (
  { instance, begun: times }: InFlight,
  made: readonly Tagged[],
  machine: Machine | undefined,
  reachable: readonly string[],
): Ready => {
  const order = machine?.volumes ?? [];
  const own = made.filter((snapshot) => snapshot.instance === instance);
  return {
    instance,
    snapshots: own
      .toSorted((one, other) => order.indexOf(one.volume) - order.indexOf(other.volume))
      .map(({ id }) => id),
    tags: machine?.tags ?? {},
    reachable,
    last: times + 1 >= ATTEMPTS,
  };
};

const describe = async ({ ec2 }: Connected, ids: readonly string[]): Promise<Map<string, Machine>> =>
  new Map((ids.length > 0 ? await machines(ec2, ids) : []).map((machine) => [machine.id, machine]));

/** Fills the window, and hands on whose snapshots are there. */
export const take = async (connected: Connected, state: State): Promise<State> => {
  const { ec2, books } = connected;
  const made = await taggedSnapshots(ec2, state.run);
  const next = nextOf(state);
  const there = await describe(connected, [...next, ...state.flight.map(({ instance }) => instance)]);
  const outcomes: Outcome[] = [];
  for (const instance of next) outcomes.push(await ask(connected, instance, state.run, there, made));
  for (const outcome of outcomes) if (outcome.failed !== undefined) await bookFailure(connected, outcome);
  const run: Run = taken(state, outcomes, books.clock.now());
  const snapshots = next.length > 0 ? await taggedSnapshots(ec2, state.run) : made;
  const now = chosen(readyOf(run, snapshots));
  const exposure = createExposure(ec2, books.place);
  const ready = await Promise.all(
    now.map(async (each) => {
      const machine = there.get(each.instance);
      const reachable = machine ? await exposure(machine) : [];
      return readyFor(each, snapshots, machine, reachable);
    }),
  );
  const after = now.reduce((so, { instance }) => begun(so, instance), run);
  return { ...state, ...after, ready, outcomes: [], waits: ready.length === 0 };
};
