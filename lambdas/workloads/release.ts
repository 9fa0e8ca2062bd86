import { message } from '../core/base/errors.ts';
import { abandon, isOver, type Run, release, scanned } from '../core/workloads/window.ts';
import { bookFailure } from './book-failure.ts';
import type { Connected } from './connected.ts';
import { deleteSnapshot, taggedSnapshots } from './snapshots.ts';
import type { State } from './state.ts';

const remove = async ({ ec2, log }: Connected, ids: readonly string[]): Promise<void> => {
  for (const id of ids)
    try {
      await deleteSnapshot(ec2, id);
    } catch (error) {
      log('snapshot stays until the next tidying', { snapshot: id, reason: message(error) });
    }
};

/** Deletes the snapshots that nobody waits for any more, books what failed, and says how it goes on. */
export const releaseRun = async (connected: Connected, state: State): Promise<State> => {
  const { ec2, books } = connected;
  const after = state.outcomes.reduce<Run>((run, outcome) => scanned(run, outcome), state);
  const given = state.broke === undefined ? undefined : abandon(after, state.broke);
  const snapshots = (await taggedSnapshots(ec2, state.run)).filter(({ ours }) => ours);
  const released = release(given?.run ?? after, snapshots, books.clock.now());
  await remove(connected, released.remove);
  for (const failure of [...(given?.failures ?? []), ...released.failures])
    await bookFailure(connected, failure);
  const { broke: _, ...rest } = state;
  return { ...rest, ...released.run, ready: [], outcomes: [], over: isOver(released.run) };
};
