import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  begin,
  begun,
  isOver,
  nextOf,
  PATIENCE_MS,
  type Run,
  readyOf,
  release,
  type Snapshot,
  scanned,
  taken,
  WINDOW,
} from '../../lambdas/core/workloads/window.ts';

const MINUTE = 60_000;

interface Fate {
  /** Loops until its snapshots are there; never, where it is negative. */
  readonly needs: number;
  /** How often its scan takes the function down. */
  readonly crashes: number;
  readonly refused: boolean;
  /** The answer of EC2 is lost: the snapshot is there, and nobody was told. */
  readonly lost: boolean;
}

/** An account in which snapshots come late, and functions die. */
const play = (fates: readonly Fate[]) => {
  const ids = fates.map((_, i) => `i-${i}`);
  const fateOf = (instance: string): Fate => fates[Number(instance.slice(2))] as Fate;
  const made = new Map<string, { instance: string; at: number }>();
  const scans: string[] = [];
  const crashes = new Map<string, number>();
  let [run, now, loops, widest]: [Run, number, number, number] = [begin('run', ids), 0, 0, 0];
  const snapshots = (): Snapshot[] =>
    [...made].map(([id, { instance, at }]) => {
      const { needs } = fateOf(instance);
      return { id, instance, state: needs >= 0 && loops - at >= needs ? 'completed' : 'pending' };
    });
  const take = (): void => {
    const outcomes = nextOf(run).map((instance) => {
      if (fateOf(instance).refused) return { instance, failed: 'refused' };
      made.set(`snap-${instance}-${loops}`, { instance, at: loops });
      return { instance };
    });
    // A crash before the answer is noted: the instance stays in the queue, its snapshot stays behind.
    if (outcomes.some(({ instance }) => fateOf(instance).lost && loops === 0)) return;
    run = taken(run, outcomes, now);
  };
  const scan = (): void => {
    for (const { instance } of readyOf(run, snapshots())) {
      run = begun(run, instance);
      const died = crashes.get(instance) ?? 0;
      if (died < fateOf(instance).crashes) {
        crashes.set(instance, died + 1);
        return;
      }
      scans.push(instance);
      run = scanned(run, { instance });
    }
  };
  for (; !isOver(run) && loops < 10_000; loops += 1) {
    take();
    widest = Math.max(widest, run.flight.length);
    scan();
    const { run: next, remove } = release(run, snapshots(), now);
    run = next;
    for (const id of remove) made.delete(id);
    now += 30 * MINUTE;
  }
  return { run, made, scans, widest, loops };
};

const fate = fc.record({
  needs: fc.integer({ min: -1, max: 5 }),
  crashes: fc.integer({ min: 0, max: 3 }),
  refused: fc.boolean(),
  lost: fc.boolean(),
});

describe('a run', () => {
  test('ends with no snapshot left, nobody forgotten and nobody scanned twice, whatever dies', () => {
    fc.assert(
      fc.property(fc.array(fate, { maxLength: 60 }), (fates) => {
        const { run, made, scans, widest } = play(fates);
        expect(isOver(run)).toBe(true);
        expect([...made]).toEqual([]);
        expect(run.done).toBe(fates.length);
        expect(new Set(scans).size).toBe(scans.length);
        expect(scans.length + run.failures.length).toBe(fates.length);
        expect(widest).toBeLessThanOrEqual(WINDOW);
      }),
    );
  });

  test('of 1,000 instances takes a window of them at a time', () => {
    const fates = Array.from({ length: 1000 }, () => ({ needs: 1, crashes: 0, refused: false, lost: false }));
    const { scans, widest, loops } = play(fates);
    expect({ scans: scans.length, widest }).toEqual({ scans: 1000, widest: WINDOW });
    expect(loops).toBeLessThanOrEqual(101);
  });

  test('gives up what does not come in four hours, and says so', () => {
    const { run, loops } = play([{ needs: -1, crashes: 0, refused: false, lost: false }]);
    expect(run.failures).toEqual([{ instance: 'i-0', failed: 'its snapshots were not there after 4 hours' }]);
    expect(loops * 30 * MINUTE).toBeGreaterThan(PATIENCE_MS);
  });
});
