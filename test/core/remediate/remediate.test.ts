import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../lambdas/core/base/trigger.ts';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { newWorld, type Options, row, task, toyRemediator, type World } from '../../support/toy.ts';

const bad = row('r-bad', 'alpha');
const good = row('r-good');
const run = (world: World, options: Options = {}, shows = world.rows, closes = false) =>
  remediate(toyRemediator(world, options), task(world, shows, closes));
const denied = Object.assign(new Error('not yours'), { name: 'UnauthorizedOperation' });

describe('one event', () => {
  test('a violating one costs one read, one fix, one ledger read, one look at the exceptions and two ledger writes', async () => {
    const world = newWorld(bad, good);
    const { statuses } = await run(world);
    expect(world.calls).toEqual(['read', 'latest', 'exceptions', 'append', 'fix', 'replace']);
    expect(world.rows).toEqual([good]);
    expect(statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(world.published).toMatchObject([
      { n: 1, before: [bad, good], removed: [bad], kept: 1, changed: ['alpha'] },
    ]);
  });
  test('a clean one costs one read', async () => {
    const world = newWorld(good);
    await run(world);
    expect(world.calls).toEqual(['read']);
  });
  test('a row that breaks two templates is removed once and reported twice', async () => {
    const world = newWorld(row('r-both', 'alpha', 'beta'));
    expect((await run(world)).statuses).toEqual({ alpha: 'REMEDIATED', beta: 'REMEDIATED' });
    expect(world.calls.filter((call) => call === 'fix')).toHaveLength(1);
  });
  test('a row that one template removes and another only reports is resolved for the other', async () => {
    const world = newWorld(row('r-both', 'alpha', 'beta'));
    const policy = { templates: { beta: { mode: 'notify' as const } } };
    expect((await run(world, { policy })).statuses).toEqual({ alpha: 'REMEDIATED', beta: 'RESOLVED' });
  });
  test('a template that is off neither reports nor removes', async () => {
    const world = newWorld(bad);
    await run(world, { policy: { mode: 'off' } });
    expect(world).toMatchObject({ rows: [bad], calls: ['read'] });
  });
  test('mode notify reports once, however often the event comes', async () => {
    const world = newWorld(bad);
    for (let i = 0; i < 3; i++) await run(world, { policy: { mode: 'notify' } });
    expect(world.rows).toEqual([bad]);
    expect(world.published.map(({ changed, findings }) => [changed, findings['alpha']?.status])).toEqual([
      [['alpha'], 'NOTIFIED'],
    ]);
  });
  test('a closing event on a clean resource resolves what was open', async () => {
    const world = newWorld(bad);
    await run(world, { policy: { mode: 'notify' } });
    world.rows = [];
    expect((await run(world, {}, [], true)).statuses).toEqual({ alpha: 'RESOLVED' });
    expect((await run(world, {}, [], true)).statuses).toEqual({});
  });
  test('a resource that is gone resolves what was open', async () => {
    const world = newWorld(bad);
    await run(world, { policy: { mode: 'notify' } });
    world.exists = false;
    expect((await run(world, {}, [], true)).statuses).toEqual({ alpha: 'RESOLVED' });
  });
});

describe('a read that lags', () => {
  test('behind the event is repeated until it shows the row', async () => {
    const world = newWorld(bad);
    let reads = 0;
    const read = () => ({ rows: ++reads > 2 ? world.rows : [] });
    expect((await run(world, { read }, [bad])).statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(world.rows).toEqual([]);
  });
  test('for ever is given up after a few looks', async () => {
    const world = newWorld(bad);
    await run(world, { read: () => ({ rows: [] }) }, [bad]);
    expect(world.calls.filter((call) => call === 'read')).toHaveLength(4);
    expect(world.published).toEqual([]);
  });
  test('behind our own fix neither reports nor fixes again', async () => {
    const world = newWorld(bad);
    await run(world);
    let reads = 0;
    const read = () => ({ rows: ++reads > 2 ? world.rows : [bad] });
    await run(world, { read }, [bad]);
    expect(world.published).toHaveLength(1);
  });
});

describe('a refusal', () => {
  test('of the fix is a FAILED finding, once', async () => {
    const world = newWorld(bad);
    const fix = () => {
      throw denied;
    };
    expect(await run(world, { fix })).toMatchObject({
      statuses: { alpha: 'FAILED' },
      error: expect.stringContaining('UnauthorizedOperation'),
    });
    expect((await run(world, { fix })).statuses).toEqual({});
    expect(world.rows).toEqual([bad]);
    expect(world.published.flatMap(({ changed }) => changed)).toEqual(['alpha']);
    expect((await run(world)).statuses).toEqual({ alpha: 'REMEDIATED' });
  });
  test('of the read is a FAILED finding for what the event shows, and nothing is changed', async () => {
    const world = newWorld(bad);
    const read = () => {
      throw denied;
    };
    expect((await run(world, { read })).statuses).toEqual({ alpha: 'FAILED' });
    expect(world.calls).not.toContain('fix');
  });
  test('of the read is refused when the event shows nothing', async () => {
    const world = newWorld(bad);
    const read = () => {
      throw denied;
    };
    await run(world, { read }, []);
    expect(world.refusals).toMatchObject([
      { eventId: expect.stringMatching(/^e-1\//), reason: expect.stringContaining('cannot be read') },
    ]);
  });
  test('that passes is thrown, so that Lambda tries again', async () => {
    const world = newWorld(bad);
    const fix = () => {
      throw Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded' });
    };
    await expect(run(world, { fix })).rejects.toThrow('slow down');
    world.now += 60_000;
    expect((await run(world)).statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(world.records).toHaveLength(1);
  });
});

test('a part that comes back an hour later is waited for, though the ledger knows it', async () => {
  const world = newWorld(bad);
  await run(world);
  world.now += 3_600_000;
  world.rows = [bad];
  let reads = 0;
  const read = () => ({ rows: ++reads > 2 ? world.rows : [] });
  const later = task(world, [bad]);
  const event = { id: 'e-2', name: 'OpenToy', time: new Date(world.now).toISOString(), actor: { arn: 'a' } };
  const trigger = { ...later.trigger, cause: causeOf(event, false) };
  await remediate(toyRemediator(world, { read }), { ...later, trigger });
  expect(world.rows).toEqual([]);
});

test('a template that is switched off leaves its open finding as it was', async () => {
  const world = newWorld(bad);
  await run(world, { policy: { mode: 'notify' } });
  expect((await run(world, { policy: { mode: 'off' } }, [], true)).statuses).toEqual({});
});
