import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { runs } from '../../support/runs.ts';
import { newWorld, type Options, row, task, toyRemediator, type World } from '../../support/toy.ts';

const bad = row('r-bad', 'alpha');
const good = row('r-good');
const run = (world: World, options: Options = {}, shows = world.rows, closes = false) =>
  remediate(toyRemediator(world, options), task(world, shows, closes));
const denied = Object.assign(new Error('not yours'), { name: 'UnauthorizedOperation' });

describe('a function that is killed', () => {
  const points = ['read', 'latest', 'exceptions', 'append', 'fix', 'replace'].flatMap((call) =>
    (['before', 'after'] as const).map((at) => [at, call] as const),
  );
  test.for(points)('%s %s leaves one remediation and one publication after the retry', async ([at, call]) => {
    const world = newWorld(bad, good);
    let dead = false;
    const interrupt = (name: string, when: string) => {
      if (dead || name !== call || when !== at) return;
      dead = true;
      throw new Error('killed');
    };
    await expect(run(world, { interrupt }, [bad])).rejects.toThrow('killed');
    world.now += 60_000;
    await run(world, {}, [bad]);
    expect(world.rows).toEqual([good]);
    expect(world.records).toMatchObject([{ n: 1, state: 'CLOSED', removed: [bad], before: [bad, good] }]);
    expect(world.published).toMatchObject([{ n: 1, changed: ['alpha'] }]);
    expect(world.published[0]?.findings['alpha']).toMatchObject({
      status: 'REMEDIATED',
      violating: ['row r-bad'],
    });
  });
  test('leaves the rows that came since to the copy that takes over, in the same record', async () => {
    const world = newWorld(bad);
    const interrupt = (name: string, when: string) => {
      if (name === 'replace' && when === 'before') throw new Error('killed');
    };
    await expect(run(world, { interrupt })).rejects.toThrow('killed');
    world.now += 60_000;
    const late = row('r-late', 'alpha', 'beta');
    world.rows = [late];
    await run(world);
    expect(world.records).toMatchObject([{ n: 1, removed: [bad, late], changed: ['alpha', 'beta'] }]);
    expect(world.records[0]?.findings['alpha']?.violating).toEqual(['row r-bad', 'row r-late']);
  });
});

test('ten copies of an event, in any order of their calls, make one fix and one publication', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const world = newWorld(bad, good, row('r-both', 'alpha', 'beta'));
      const shows = world.rows;
      const interrupt = () => scheduler.schedule(Promise.resolve());
      const copies = Array.from({ length: 10 }, () => run(world, { interrupt }, shows));
      await scheduler.waitFor(Promise.all(copies));
      expect(world.rows).toEqual([good]);
      expect(world.calls.filter((call) => call === 'fix')).toHaveLength(1);
      expect(world.published.map(({ changed }) => changed)).toEqual([['alpha', 'beta']]);
    }),
    { numRuns: runs(200, 1000) },
  );
}, 60_000);

describe('copies that die', () => {
  const killAt =
    (call: string, when = 'before') =>
    (name: string, at: string) => {
      if (name === call && at === when) throw new Error('killed');
    };
  test('after the fix are finished even when the retry sees a clean resource and the event shows nothing', async () => {
    const world = newWorld(bad);
    await expect(run(world, { interrupt: killAt('replace') }, [])).rejects.toThrow('killed');
    world.now += 60_000;
    expect((await run(world, {}, [])).statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(world.records).toMatchObject([{ state: 'CLOSED', removed: [bad] }]);
  });
  test('before the fix take no credit for a row that somebody made harmless since', async () => {
    const world = newWorld(bad);
    await expect(run(world, { interrupt: killAt('fix') })).rejects.toThrow('killed');
    world.now += 60_000;
    world.rows = [row(bad.id)];
    expect((await run(world, {}, [], true)).statuses).toEqual({ alpha: 'RESOLVED' });
    expect(world.records).toMatchObject([{ state: 'CLOSED', removed: [] }]);
  });
  test('before the fix hand over to a version in which the template is off', async () => {
    const world = newWorld(bad);
    await expect(run(world, { interrupt: killAt('fix') })).rejects.toThrow('killed');
    world.now += 60_000;
    await run(world, { policy: { mode: 'off' } }, [], true);
    expect(world.rows).toEqual([bad]);
    expect(world.published.flatMap(({ removed }) => removed)).toEqual([]);
  });
  test('leave no record open when the resource cannot be read any more', async () => {
    const world = newWorld(bad);
    await expect(run(world, { interrupt: killAt('fix') })).rejects.toThrow('killed');
    world.now += 60_000;
    const read = () => {
      throw denied;
    };
    expect((await run(world, { read })).statuses).toEqual({ alpha: 'FAILED' });
    expect(world.records).toMatchObject([{ n: 1, state: 'CLOSED' }]);
  });
});

describe('credit', () => {
  const throttled = Object.assign(new Error('slow down'), {
    name: 'RequestLimitExceeded',
    $metadata: { httpStatusCode: 503 },
  });
  test('is not taken for what somebody else removed after a fix that was throttled', async () => {
    const world = newWorld(bad);
    const fix = () => {
      throw throttled;
    };
    await expect(run(world, { fix })).rejects.toThrow('slow down');
    world.rows = [];
    expect((await run(world, {}, [], true)).statuses).toEqual({ alpha: 'RESOLVED' });
    expect(world.records).toMatchObject([{ n: 1, state: 'CLOSED', removed: [] }]);
  });
  test('is taken for a removal whose answer was lost', async () => {
    const world = newWorld(bad);
    const fix = (now: World) => {
      now.rows = [];
      throw throttled;
    };
    await expect(run(world, { fix })).rejects.toThrow('slow down');
    expect((await run(world, {}, [], true)).statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(world.records).toMatchObject([{ n: 1, state: 'CLOSED', removed: [bad] }]);
  });
  test('stays with the copy whose lease ran out, when its call comes through late', async () => {
    const world = newWorld(bad);
    let dead = false;
    const killed = (name: string) => {
      dead ||= name === 'fix';
      if (dead) throw new Error('killed');
    };
    await expect(run(world, { interrupt: killed })).rejects.toThrow('killed');
    world.now += 60_000;
    const late = (now: World, rows: readonly (typeof bad)[]) => {
      now.rows = [];
      return { gone: rows, removed: [], left: [] };
    };
    expect((await run(world, { fix: late })).statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(world.records).toMatchObject([{ removed: [bad] }]);
  });
});

test('copies that die, wait and take over in any order end with every removal told once', async () => {
  const both = row('r-both', 'alpha', 'beta');
  const late = row('r-late', 'beta');
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.option(fc.nat(14)), { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 60 }),
      async (scheduler, deaths, lateAt) => {
        const world = newWorld(bad, both, good);
        const shows = world.rows;
        let step = 0;
        const copy = (death: number | null) => {
          let calls = 0;
          const interrupt = async () => {
            step += 1;
            if (step === lateAt) world.rows = [...world.rows, late];
            const mine = calls++;
            await scheduler.schedule(Promise.resolve());
            if (mine >= (death ?? Number.POSITIVE_INFINITY)) throw new Error('killed');
          };
          return run(world, { interrupt }, shows, true).catch((error: Error) => {
            if (error.message !== 'killed') throw error;
          });
        };
        await scheduler.waitFor(Promise.all(deaths.map(copy)));
        if (step < lateAt) world.rows = [...world.rows, late];
        world.now += 60_000;
        await run(world, {}, shows, true);
        expect(world.rows).toEqual([good]);
        expect(world.records.every(({ state }) => state === 'CLOSED')).toBe(true);
        const told = world.records.flatMap(({ removed }) => removed as (typeof bad)[]).map(({ id }) => id);
        expect(told.toSorted()).toEqual(['r-bad', 'r-both', 'r-late']);
        expect(world.published).toHaveLength(world.records.length);
        for (const { changed, findings } of world.published)
          for (const template of changed) expect(findings[template]?.status).toBe('REMEDIATED');
      },
    ),
    { numRuns: runs(200, 1000) },
  );
});
