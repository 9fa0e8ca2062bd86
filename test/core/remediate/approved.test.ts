import { describe, expect, test } from 'vitest';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { newWorld, row, task, toyRemediator, type World } from '../../support/toy.ts';

const ARN = 'arn:aws:toy:us-east-1:123456789012:toy-1';
const bad = row('r-bad', 'alpha');
const good = row('r-good');
const notify = { templates: { alpha: { mode: 'notify' as const } } };
const MINUTE = 60_000;

const run = (world: World, closes = false) =>
  remediate(toyRemediator(world, { policy: notify }), task(world, closes ? [] : world.rows, closes));

/** A finding that was only reported, and what its event's actor is called. */
const reported = async () => {
  const world = newWorld(bad, good);
  expect((await run(world)).statuses).toEqual({ alpha: 'NOTIFIED' });
  return { world, actor: world.records[0]?.actor?.arn ?? '' };
};

const approval = (world: World, grantedBy: string, more: object = {}) => ({
  ...{ resource: ARN, id: 'a-1', approves: 'alpha', keys: ['r-bad'], grantedBy },
  grantedAt: new Date(world.now).toISOString(),
  until: new Date(world.now + 10 * MINUTE).toISOString(),
  ...more,
});

describe('a reported finding that a person approves and closes', () => {
  test('is booked as that person’s remediation, with what was there before, so that it can be undone', async () => {
    const { world, actor } = await reported();
    world.exceptions = [approval(world, actor)];
    world.rows = [good];
    expect((await run(world, true)).statuses).toEqual({ alpha: 'REMEDIATED' });
    const record = world.records.at(-1);
    expect(record).toMatchObject({ before: [bad, good], removed: [bad], kept: 1 });
    expect(record?.findings['alpha']?.note).toContain(`Approved by ${actor}`);
    expect((await run(world, true)).statuses).toEqual({});
  });

  test.each([
    ['is over', (world: World) => ({ until: new Date(world.now - 1).toISOString() })],
    [
      'is for longer than ten minutes',
      (world: World) => ({ until: new Date(world.now + 11 * MINUTE).toISOString() }),
    ],
    ['is of somebody else', () => ({ grantedBy: 'arn:aws:iam::1:user/mallory' })],
    ['names other parts', () => ({ keys: ['r-good'] })],
    ['names another template', () => ({ approves: 'beta' })],
    ['is about another resource', () => ({ resource: `${ARN}0` })],
    ['is malformed', () => ({ keys: 7 })],
  ])('is closed by somebody, no more, where the approval %s', async (_, change) => {
    const { world, actor } = await reported();
    world.exceptions = [approval(world, actor, change(world)), { approves: null }];
    world.rows = [good];
    expect((await run(world, true)).statuses).toEqual({ alpha: 'RESOLVED' });
    expect(world.records.at(-1)?.removed).toEqual([]);
  });

  test('is not booked while it is open, and an approval is no exception', async () => {
    const { world, actor } = await reported();
    world.exceptions = [approval(world, actor)];
    const outcome = await run(world, true);
    expect(outcome.statuses).toEqual({});
    expect(outcome.remarks).toBeUndefined();
  });
});
