import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeStep, takeSteps } from '../../../lambdas/core/sweep/page.ts';
import { newFleet, newSweep, runSweep, toySweeper } from '../../support/fleet.ts';
import { row } from '../../support/toy.ts';

const bad = (id: string) => [row(`${id}-bad`, 'alpha'), row(`${id}-good`)];
const good = (id: string) => [row(`${id}-good`)];

/** So many toys, every third of them bad, as in `t00`, `t01`, … */
const fleetOf = (count: number) =>
  newFleet(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => {
        const id = `t${String(i).padStart(3, '0')}`;
        return [id, i % 3 === 0 ? bad(id) : good(id)];
      }),
    ),
  );

const NO_LIMIT = { max: 1000 };
const count = (calls: readonly string[], name: string) => calls.filter((call) => call === name).length;
const openRows = (fleet: ReturnType<typeof fleetOf>) =>
  [...fleet.toys.values()].flat().filter(({ breaks }) => breaks.length > 0);
const statuses = (fleet: ReturnType<typeof fleetOf>) =>
  fleet.world.published.map(({ findings }) => findings['alpha']?.status);

describe('a sweep', () => {
  test('closes all that is bad and touches nothing else', async () => {
    const fleet = fleetOf(10);
    const { tally, failures } = await runSweep(fleet, {}, NO_LIMIT);
    expect(openRows(fleet)).toEqual([]);
    expect([...fleet.toys.values()].flat()).toHaveLength(10);
    expect(tally).toMatchObject({ seen: 10, violating: 4, closed: 4, fixes: 4, failed: 0, held: 0 });
    expect(failures).toEqual([]);
  });

  test('reads only what its page shows to be bad', async () => {
    const fleet = fleetOf(10);
    await runSweep(fleet, {}, NO_LIMIT);
    expect(count(fleet.world.calls, 'read')).toBe(4);
    expect(count(fleet.world.calls, 'list')).toBe(3);
  });

  test('reads everything where a page shows nothing but ids', async () => {
    const fleet = fleetOf(10);
    const { tally } = await runSweep(fleet, { blind: true }, NO_LIMIT);
    expect(count(fleet.world.calls, 'read')).toBe(10);
    expect(count(fleet.world.calls, 'latest')).toBe(4);
    expect(tally).toMatchObject({ closed: 4 });
  });

  test('finds nothing the second time, and only lists', async () => {
    const fleet = fleetOf(10);
    await runSweep(fleet, {}, NO_LIMIT);
    fleet.world.calls.length = 0;
    const { tally } = await runSweep(fleet, {}, NO_LIMIT);
    expect(tally).toMatchObject({ seen: 10, violating: 0, fixes: 0 });
    expect([...new Set(fleet.world.calls)].sort()).toEqual(['list', 'open']);
  });

  test('looks at each resource once, one with an open finding as well', async () => {
    const fleet = fleetOf(10);
    const policy = { mode: 'notify' as const };
    await runSweep(fleet, { policy });
    fleet.world.calls.length = 0;
    const { tally } = await runSweep(fleet, { policy });
    expect(count(fleet.world.calls, 'read')).toBe(4);
    expect(tally).toMatchObject({ violating: 4, notified: 4 });
    expect(fleet.world.published).toHaveLength(4);
  });

  test('of another kind is refused', async () => {
    const sweep = newSweep({ queue: [{ kind: 'other', phase: 'list', notifyOnly: false }] });
    await expect(takeStep(toySweeper(fleetOf(1)), sweep, 0)).rejects.toThrow(
      'for other came to the fixer of toy',
    );
  });
});

describe('first contact', () => {
  const told = { queue: [{ kind: 'toy', phase: 'open', notifyOnly: true } as const] };

  test('only tells what the next sweep closes', async () => {
    const fleet = fleetOf(10);
    const { tally } = await runSweep(fleet, {}, told);
    expect(tally).toMatchObject({ violating: 4, notified: 4, closed: 0, fixes: 0, held: 0 });
    expect(openRows(fleet)).toHaveLength(4);
    expect(statuses(fleet)).toEqual(Array(4).fill('NOTIFIED'));
    expect(fleet.world.published[0]?.findings['alpha']?.note).toContain('first sweep');
    expect((await runSweep(fleet)).tally).toMatchObject({ violating: 4, closed: 4 });
    expect(openRows(fleet)).toEqual([]);
  });

  test('leaves templates in mode notify without that remark', async () => {
    const fleet = fleetOf(1);
    await runSweep(fleet, { policy: { mode: 'notify' } }, told);
    expect(fleet.world.published[0]?.findings['alpha']).not.toHaveProperty('note');
  });
});

describe('the limit', () => {
  const policy = (maxFixes: number) => ({
    policy: { sweep: { everyHours: 6, first: 'notify' as const, maxFixes } },
  });

  test.for([
    { toys: 30, maxFixes: 3, fixes: 3 },
    { toys: 30, maxFixes: 0, fixes: 0 },
    { toys: 9, maxFixes: 25, fixes: 3 },
  ])(
    'of $maxFixes makes $fixes fixes among $toys, a third of them bad',
    async ({ toys, maxFixes, fixes }) => {
      const fleet = fleetOf(toys);
      const bads = openRows(fleet).length;
      const { tally } = await runSweep(fleet, policy(maxFixes));
      expect(tally).toMatchObject({ fixes, closed: fixes, held: bads - fixes, notified: bads - fixes });
      expect(openRows(fleet)).toHaveLength(bads - fixes);
    },
  );

  test('is what the caller says, if he says', async () => {
    const { tally } = await runSweep(fleetOf(30), policy(1), { max: 7 });
    expect(tally).toMatchObject({ fixes: 7, held: 3 });
  });

  test('says in each finding why nothing was changed', async () => {
    const fleet = fleetOf(4);
    await runSweep(fleet, policy(1));
    const notes = fleet.world.published.map(({ findings }) => findings['alpha']?.note);
    expect(notes.filter((note) => note?.includes('as many fixes as it may'))).toHaveLength(1);
  });

  test('is told once for each that has to wait, however the reason changes', async () => {
    const fleet = fleetOf(9);
    await runSweep(fleet, {}, { queue: [{ kind: 'toy', phase: 'open', notifyOnly: true }] });
    for (let i = 0; i < 3; i++) await runSweep(fleet, policy(0));
    await runSweep(fleet, {}, { queue: [{ kind: 'toy', phase: 'open', notifyOnly: true }] });
    expect(fleet.world.published.filter(({ changed }) => changed.length > 0)).toHaveLength(3);
  });

  test('is not used up by what AWS refuses to fix, which is told once', async () => {
    const fleet = fleetOf(12);
    const refused = new Set(['t000', 't003']);
    const options = { ...policy(1), refuses: (id: string) => refused.has(id) };
    for (let i = 0; i < 4; i++) {
      const { tally } = await runSweep(fleet, options);
      expect(tally.fixes).toBeLessThanOrEqual(1);
    }
    const ids = openRows(fleet).map(({ id }) => id);
    expect(ids).toEqual(['t000-bad', 't003-bad']);
    const told = fleet.world.published.filter(({ findings }) => findings['alpha']?.status === 'FAILED');
    const names = told.filter(({ changed }) => changed.length > 0).map(({ resource }) => resource);
    expect(names).toEqual([...new Set(names)]);
    expect(names.length).toBeGreaterThan(0);
  });

  test('holds although a step dies and is begun again with the figures of before', async () => {
    const fleet = fleetOf(40);
    const options = { ...policy(5), page: 40 };
    const sweep = newSweep({ queue: [{ kind: 'toy', phase: 'list', notifyOnly: false }] });
    for (const deadly of [2, 4, 6, 8]) {
      let fixes = 0;
      const interrupt = (name: string, at: string) => {
        if (name === 'fix' && at === 'after' && ++fixes === deadly) throw new Error('killed');
      };
      await takeStep(toySweeper(fleet, { ...options, interrupt }), sweep, fleet.world.now + 45_000);
      fleet.world.now += 60_000;
    }
    expect(openRows(fleet).length).toBeGreaterThanOrEqual(14 - 5);
  });
});

describe('an entry that cannot be read', () => {
  test('is noted down for a person, and the sweep goes on with the others', async () => {
    const fleet = fleetOf(10);
    await runSweep(fleet, { policy: { mode: 'notify' } });
    const interrupt = (name: string, at: string) => {
      if (name === 'latest' && at === 'before' && fleet.world.calls.length % 7 === 3)
        throw new SyntaxError('packed');
    };
    const { tally, failures } = await runSweep(fleet, { interrupt }, NO_LIMIT);
    expect(failures).toEqual([]);
    expect(tally.failed).toBeGreaterThan(0);
    expect(tally.closed + tally.failed).toBe(4);
    expect(fleet.world.refusals.map(({ reason }) => reason).join()).toContain('SyntaxError: packed');
  });
});

describe('tidying', () => {
  test('resolves what somebody closed, and what is gone', async () => {
    const fleet = fleetOf(7);
    const policy = { mode: 'notify' as const };
    await runSweep(fleet, { policy });
    fleet.toys.set('t000', good('t000'));
    fleet.toys.delete('t003');
    const { tally } = await runSweep(fleet, { policy });
    expect(tally).toMatchObject({ resolved: 2, notified: 1 });
    expect(statuses(fleet).slice(-2)).toEqual(['RESOLVED', 'RESOLVED']);
  });

  test('forgets entries that a newer one has overtaken, once', async () => {
    const fleet = fleetOf(4);
    await runSweep(fleet, { policy: { mode: 'notify' } });
    await runSweep(fleet);
    expect(count(fleet.world.calls, 'forget')).toBe(0);
    await runSweep(fleet);
    expect(count(fleet.world.calls, 'forget')).toBe(2);
    await runSweep(fleet);
    expect(count(fleet.world.calls, 'forget')).toBe(2);
  });

  test('finishes what a dead copy has begun', async () => {
    const fleet = fleetOf(1);
    const interrupt = (name: string, at: string) => {
      if (name === 'fix' && at === 'after') throw new Error('killed');
    };
    await runSweep(fleet, { interrupt }, NO_LIMIT);
    expect(fleet.world.records).toMatchObject([{ state: 'STARTED' }]);
    fleet.world.now += 60_000;
    await runSweep(fleet, {}, NO_LIMIT);
    expect(fleet.world.records).toMatchObject([{ n: 1, state: 'CLOSED' }]);
    expect(statuses(fleet)).toEqual(['REMEDIATED']);
  });
});

describe('a step', () => {
  test('that runs out of time goes on where it was', async () => {
    const fleet = fleetOf(40);
    const { tally, steps } = await runSweep(fleet, { blind: true, page: 40, readMs: 400 }, NO_LIMIT, 2000);
    expect(steps.filter(({ after }) => after !== undefined).length).toBeGreaterThan(2);
    expect(tally).toMatchObject({ seen: 40, closed: 14, pages: 1 });
    expect(count(fleet.world.calls, 'read')).toBe(40);
  });

  test('counts what fails and goes on with the rest', async () => {
    const fleet = fleetOf(10);
    let fixes = 0;
    const interrupt = (name: string, at: string) => {
      if (name === 'fix' && at === 'before' && ++fixes === 2) throw new Error('slow down');
    };
    const { tally } = await runSweep(fleet, { interrupt }, NO_LIMIT);
    expect(tally).toMatchObject({ violating: 4, closed: 3, failed: 1 });
    expect(fleet.outcomes.filter(({ error }) => error?.includes('slow down'))).toHaveLength(1);
  });

  test('throws what keeps it from reading its page, so that it is tried again', async () => {
    const interrupt = (name: string) => {
      if (name === 'list') throw new Error('throttled');
    };
    await expect(runSweep(fleetOf(3), { interrupt })).rejects.toThrow('throttled');
  });

  test('makes no more than five fixes and looks at no more than twenty resources a second', async () => {
    const fleet = newFleet(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`t${i}`, bad(`t${i}`)])));
    const begin = fleet.world.now;
    await runSweep(fleet, { page: 50 }, NO_LIMIT);
    expect(fleet.world.now - begin).toBeGreaterThanOrEqual((49 / 5) * 1000);
  });
});

describe('one invocation', () => {
  test('does all the steps of its resource type while half of its time is left', async () => {
    const fleet = fleetOf(40);
    const sweep = newSweep({ ...NO_LIMIT, kinds: ['toy', 'other'] });
    const other = { kind: 'other', phase: 'open', notifyOnly: false } as const;
    const begun = { ...sweep, queue: [...sweep.queue, other] };
    const { queue, tally } = await takeSteps(toySweeper(fleet), begun, fleet.world.now + 60_000);
    expect(queue).toEqual([other]);
    expect(tally).toMatchObject({ seen: 40, closed: 14 });
  });

  test('leaves the rest to the next one when time goes by', async () => {
    const fleet = fleetOf(40);
    const options = { blind: true, page: 10, readMs: 1000 };
    const { queue, tally } = await takeSteps(
      toySweeper(fleet, options),
      newSweep(NO_LIMIT),
      fleet.world.now + 25_000,
    );
    expect(queue).toEqual([{ kind: 'toy', phase: 'list', notifyOnly: false, page: '20' }]);
    expect(tally.seen).toBe(20);
  });

  test('keeps what it has done when a later step fails, which the next one tries again', async () => {
    const fleet = fleetOf(12);
    let lists = 0;
    const interrupt = (name: string, at: string) => {
      if (name === 'list' && at === 'before' && ++lists > 1) throw new Error('throttled');
    };
    const sweeper = toySweeper(fleet, { interrupt });
    const after = await takeSteps(sweeper, newSweep(NO_LIMIT), fleet.world.now + 60_000);
    expect(after.queue).toMatchObject([{ phase: 'list', page: '4' }]);
    expect(after.tally).toMatchObject({ seen: 4, closed: 2 });
    await expect(takeSteps(sweeper, after, fleet.world.now + 60_000)).rejects.toThrow('throttled');
  });
});

describe('a sweep that is killed', () => {
  test('anywhere, and begun anew, ends as if nothing had happened', async () => {
    const CALLS = ['list', 'read', 'latest', 'append', 'fix', 'replace'] as const;
    const kills = fc.array(
      fc.record({
        call: fc.constantFrom(...CALLS),
        at: fc.constantFrom('before', 'after'),
        nth: fc.integer({ min: 1, max: 6 }),
      }),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(kills, fc.boolean(), async (deaths, blind) => {
        const fleet = fleetOf(12);
        for (const { call, at, nth } of deaths) {
          let times = 0;
          const interrupt = (name: string, when: string) => {
            if (name === call && when === at && ++times === nth) throw new Error('killed');
          };
          await runSweep(fleet, { blind, interrupt }, NO_LIMIT).catch(() => undefined);
          fleet.world.now += 60_000;
        }
        await runSweep(fleet, { blind }, NO_LIMIT);
        expect(openRows(fleet)).toEqual([]);
        expect([...fleet.toys.values()].flat()).toHaveLength(12);
        const removed = fleet.world.published.flatMap((record) =>
          record.removed.map((part) => (part as { id: string }).id),
        );
        expect(removed.toSorted()).toEqual(['t000-bad', 't003-bad', 't006-bad', 't009-bad']);
      }),
      { numRuns: 100 },
    );
  });
});
