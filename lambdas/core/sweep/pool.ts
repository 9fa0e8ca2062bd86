import type { Clock } from '../base/ports.ts';

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
 * fewer than there are when time ran out. Rejects if a piece does, once those that were begun are over.
 */
export const inTurn = async <Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  { concurrency, pace, deadline, clock }: Bounds,
): Promise<number> => {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed && clock.now() < deadline) {
      const item = items[next++] as Item;
      await pace();
      await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, items.length) }, worker);
  const broken = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (broken?.status === 'rejected') throw broken.reason;
  return next;
};
