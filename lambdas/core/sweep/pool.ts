import type { Clock } from '../base/ports.ts';

/** What one piece of work says about those behind it in the queue: go on, or leave them and this one alone. */
export type Visited = 'done' | 'stop';

export interface Bounds {
  /** How many pieces are worked on at the same time. */
  readonly concurrency: number;
  /** Waits until the next piece may begin. */
  readonly pace: () => Promise<void>;
  /** No piece begins after this, in epoch milliseconds. */
  readonly deadline: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** Spaces out what waits for it: so many a second, without bursts. */
export const paceOf = ({ now, sleep }: Clock, perSecond: number): (() => Promise<void>) => {
  let next = 0;
  return async () => {
    const at = Math.max(now(), next);
    next = at + 1000 / perSecond;
    const wait = at - now();
    if (wait > 0) await sleep(wait);
  };
};

/**
 * Works through a list in its order, a few pieces at a time. Resolves with how many pieces from the start on are done:
 * fewer than there are when time ran out or a piece said stop. Rejects as soon as a piece does.
 */
export const inTurn = async <Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<Visited>,
  { concurrency, pace, deadline, clock }: Bounds,
): Promise<number> => {
  let next = 0;
  let end = items.length;
  const worker = async (): Promise<void> => {
    while (next < end && clock.now() < deadline) {
      const i = next++;
      await pace();
      if ((await work(items[i] as Item)) === 'stop') end = Math.min(end, i);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
  return Math.min(end, next);
};
