import { describe, expect, test } from 'vitest';
import { causeOf } from '../../../lambdas/core/base/trigger.ts';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { newWorld, type Options, row, task, toyRemediator, type World } from '../../support/toy.ts';

const ARN = 'arn:aws:toy:us-east-1:123456789012:toy-1';
const bad = row('r-bad', 'alpha');
const both = row('r-both', 'alpha', 'beta');
const HOUR = 3_600_000;

const time = (at: number): string => new Date(at).toISOString();
const exception = (world: World, more: object = {}) => ({
  resource: ARN,
  id: 'x1',
  template: 'alpha',
  until: time(world.now + HOUR),
  reason: 'migration',
  grantedBy: 'arn:aws:iam::1:user/bob',
  grantedAt: time(world.now),
  ...more,
});
const stop = (world: World, more: object = {}) =>
  exception(world, { resource: '*', id: 'stop', reason: 'incident 7', template: undefined, ...more });

const run = (world: World, options: Options = {}, closes = false) =>
  remediate(toyRemediator(world, options), task(world, world.rows, closes));
const stateOf = (world: World, template = 'alpha') => world.records.at(-1)?.findings[template];
const denied = Object.assign(new Error('not yours'), { name: 'AccessDeniedException' });

describe('an exception', () => {
  test('leaves its template alone, is announced once, and ends by itself', async () => {
    const world = newWorld(bad);
    world.exceptions = [exception(world)];
    expect((await run(world)).statuses).toEqual({ alpha: 'EXCLUDED' });
    expect((await run(world)).statuses).toEqual({});
    expect(world.rows).toEqual([bad]);
    expect(stateOf(world)?.exclusion).toEqual({
      reason: 'Exception x1: migration',
      owner: 'arn:aws:iam::1:user/bob',
      until: time(world.now + HOUR),
    });
    world.now += HOUR;
    expect((await run(world)).statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(world.rows).toEqual([]);
  });

  test('of one template does not keep another from removing the row', async () => {
    const world = newWorld(both);
    world.exceptions = [exception(world)];
    expect((await run(world)).statuses).toEqual({ alpha: 'RESOLVED', beta: 'REMEDIATED' });
    expect(world.rows).toEqual([]);
  });

  test.each([
    ['too long', { until: '2099-01-01' }, 'more than 30 days'],
    ['of no template', { template: 'gamma' }, 'no template'],
    ['malformed', { until: 7 }, 'no end'],
  ])('that is %s allows nothing, breaks nothing, and the finding says so', async (_, change, why) => {
    const world = newWorld(bad);
    world.exceptions = [exception(world, change), null, 'x', { resource: ARN }];
    const { statuses, remarks } = await run(world);
    expect(statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(remarks?.[0]).toContain(why);
    expect(stateOf(world)?.note).toContain(why);
  });

  test('is not asked for where nothing violates', async () => {
    const world = newWorld(row('r-good'));
    await run(world);
    expect(world.calls).not.toContain('exceptions');
  });

  test('that cannot be read keeps everything as it is, and a finding says why', async () => {
    const world = newWorld(bad);
    const interrupt = (name: string) => {
      if (name === 'exceptions') throw denied;
    };
    expect((await run(world, { interrupt })).statuses).toEqual({ alpha: 'FAILED' });
    expect(world.rows).toEqual([bad]);
    expect(stateOf(world)?.error).toMatch(/exceptions cannot be read.*dynamodb:Query.*AccessDenied/);
  });

  test('is over once its resource was deleted, also for a new one of the same name', async () => {
    const world = newWorld(bad);
    world.exceptions = [exception(world)];
    world.exists = false;
    world.now += 1000;
    await run(world, {}, true);
    expect(world.records).toMatchObject([{ n: 1, changed: [], goneAt: time(world.now) }]);
    await run(world, {}, true);
    expect(world.records).toHaveLength(1);
    world.exists = true;
    world.now += 1000;
    expect((await run(world)).statuses).toEqual({ alpha: 'REMEDIATED' });
    world.rows = [row('r-new', 'alpha')];
    world.exceptions = [exception(world, { id: 'x2' })];
    expect((await run(world)).statuses).toEqual({ alpha: 'EXCLUDED' });
  });

  test('is over with the event that deletes, though there is a new resource already', async () => {
    const world = newWorld();
    world.exceptions = [exception(world, { grantedAt: '2026-11-22T08:00:00Z' })];
    const toy = toyRemediator(world);
    const { trigger, ...rest } = task(world, [], true);
    const event = { id: 'e-1', name: 'DeleteToy', time: '2026-11-22T08:30:00Z', actor: { arn: 'a' } };
    await remediate(toy, { ...rest, trigger: { ...trigger, cause: causeOf(event, true) } });
    world.rows = [bad];
    expect((await run(world)).statuses).toEqual({ alpha: 'REMEDIATED' });
  });
});

describe('the emergency stop', () => {
  test('turns everything into a report, says by whom and why, and ends by itself', async () => {
    const world = newWorld(bad);
    world.exceptions = [stop(world)];
    expect((await run(world)).statuses).toEqual({ alpha: 'NOTIFIED' });
    expect(world.rows).toEqual([bad]);
    expect(stateOf(world)?.note).toMatch(
      /emergency stop is in force until .* by arn:aws:iam::1:user\/bob: incident 7/,
    );
    world.now += HOUR;
    expect((await run(world)).statuses).toEqual({ alpha: 'REMEDIATED' });
  });

  test('that is too long stops nothing', async () => {
    const world = newWorld(bad);
    world.exceptions = [stop(world, { until: '2099-01-01' })];
    expect((await run(world)).statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(stateOf(world)?.note).toContain('emergency stop was ignored');
  });
});
