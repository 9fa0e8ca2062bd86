import { describe, expect, test } from 'vitest';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { newWorld, row, task, toyRemediator } from '../../support/toy.ts';

/** A resource type whose gone resources read as empty ones. */
const scene = async (...notified: string[]) => {
  const world = newWorld(row('r1', 'alpha'), row('r2', 'beta'));
  const templates = Object.fromEntries(notified.map((id) => [id, { mode: 'notify' as const }]));
  const remediator = toyRemediator(world, {
    policy: { templates },
    read: ({ exists, rows }) => ({ rows: exists ? rows : [] }),
  });
  let asked = 0;
  const exists = async () => {
    asked += 1;
    return world.exists;
  };
  const watched = { ...remediator, reader: { ...remediator.reader, exists } };
  const look = () => remediate(watched, task(world, [], true));
  await look();
  return { world, look, asked: () => asked };
};

describe('a resource that reads as empty', () => {
  test('is asked for, and what was open is resolved as of one that is gone', async () => {
    const { world, look, asked } = await scene('beta');
    expect(asked()).toBe(0);
    world.exists = false;
    expect((await look()).statuses).toEqual({ beta: 'RESOLVED' });
    expect(world.published.at(-1)).toMatchObject({ gone: true, changed: ['beta'] });
    expect(asked()).toBe(1);
  });

  test('is recorded as gone once, though nothing was open', async () => {
    const { world, look, asked } = await scene();
    world.exists = false;
    await look();
    expect(world.published.at(-1)).toMatchObject({ gone: true, changed: [] });
    const records = world.published.length;
    await look();
    await look();
    expect(world.published).toHaveLength(records);
    expect(asked()).toBe(1);
  });

  test('is only empty when it is there', async () => {
    const { world, look } = await scene('beta');
    world.rows = [];
    expect((await look()).statuses).toEqual({ beta: 'RESOLVED' });
    expect(world.published.at(-1)).not.toHaveProperty('gone');
  });

  test('is not asked for where the ledger knows nothing of it', async () => {
    const { world, look, asked } = await scene();
    world.records.length = 0;
    world.rows = [];
    await look();
    expect(asked()).toBe(0);
  });
});
