import { expect, test } from 'vitest';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { chance } from '../../support/chance.ts';
import { runs } from '../../support/runs.ts';
import { newWorld, type Row, row, task, toyRemediator, type World } from '../../support/toy.ts';

/** What befalls copies: stalls past the lease, lost answers of half-done fixes, deaths, reads that lag behind. */
type Fault = 'slow' | 'lost' | 'kill' | 'lag';

const ROWS = [row('r-1', 'alpha'), row('r-2', 'alpha', 'beta'), row('r-3', 'beta'), row('r-good')];

const isExpected = (error: Error): boolean =>
  ['killed', 'lost'].includes(error.message) || error.name === 'Busy';

const lost = (): Error => Object.assign(new Error('lost'), { name: 'TimeoutError' });

/** Two to four copies of one event under faults, then two that nothing befalls. @returns what is wrong in the end */
const race = async (seed: number, faults: ReadonlySet<Fault>): Promise<readonly string[]> => {
  const random = chance(seed);
  const world = newWorld(...ROWS);
  const history: { readonly at: number; readonly rows: readonly Row[] }[] = [{ at: 0, rows: world.rows }];
  const removedByUs: string[] = [];
  const befalls = (fault: Fault, odds: number, calm: boolean) =>
    !calm && faults.has(fault) && random() < odds;
  const turn = async () => {
    for (let i = Math.floor(random() * 4); i > 0; i -= 1) await Promise.resolve();
    if (random() < 0.3) await new Promise((resolve) => setImmediate(resolve));
  };
  const stale = (): readonly Row[] => {
    const when = world.now - 2000 * random();
    return history.findLast(({ at }) => at <= when)?.rows ?? ROWS;
  };
  const copy = async (calm: boolean): Promise<void> => {
    let dead = false;
    const interrupt = async () => {
      if (dead) throw new Error('killed');
      await turn();
      if (befalls('slow', 0.06, calm)) world.now += 11_000;
      dead = befalls('kill', 0.03, calm);
      if (dead) throw new Error('killed');
    };
    const fix = (now: World, parts: readonly Row[]) => {
      const ids = new Set(parts.map(({ id }) => id));
      const loses = befalls('lost', 0.3, calm);
      const mine = now.rows.filter(({ id }) => ids.has(id) && (!loses || random() < 0.6));
      now.rows = now.rows.filter((one) => !mine.includes(one));
      history.push({ at: now.now, rows: now.rows });
      removedByUs.push(...mine.map(({ id }) => id));
      if (loses) throw lost();
      return { gone: parts, removed: mine, left: [] };
    };
    const read = (now: World) => ({ rows: faults.has('lag') && !calm ? stale() : now.rows });
    await remediate(toyRemediator(world, { interrupt, fix, read }), task(world, ROWS, true)).catch(
      (error: Error) => {
        if (!isExpected(error)) throw error;
      },
    );
  };
  await Promise.all(Array.from({ length: 2 + Math.floor(random() * 3) }, () => copy(false)));
  for (let i = 0; i < 2; i += 1) {
    world.now += 60_000;
    await copy(true);
  }
  const recorded = world.records.flatMap(({ removed }) => (removed as readonly Row[]).map(({ id }) => id));
  const told = world.published.flatMap(({ changed, findings }) => changed.map((id) => findings[id]?.status));
  return [
    ...(world.rows.length === 1 ? [] : ['something is left open']),
    ...(world.records.every(({ state }) => state === 'CLOSED') ? [] : ['a record is not closed']),
    ...(removedByUs.toSorted().join() === recorded.toSorted().join()
      ? []
      : [`removed ${removedByUs.toSorted().join()}, recorded ${recorded.toSorted().join()}`]),
    ...(world.published.length === world.records.length ? [] : ['a record is not told once']),
    ...(told.every((status) => status === 'REMEDIATED') ? [] : [`told ${[...new Set(told)].join()}`]),
  ];
};

test.each<[readonly Fault[]]>([
  [['kill']],
  [['slow']],
  [['lost']],
  [['slow', 'lost', 'kill']],
  [['slow', 'lost', 'kill', 'lag']],
])(
  'every removal is in one record and told once, whatever befalls the copies: %j',
  async (faults) => {
    for (let seed = 1; seed <= runs(100, 3000); seed += 1)
      expect({ seed, wrong: await race(seed, new Set(faults)) }).toEqual({ seed, wrong: [] });
  },
  600_000,
);
