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

describe('a resource that reads as absent for a moment, as one that was made just now', () => {
  const bad = row('r-bad', 'alpha');
  const lagging = (reads: number) => {
    let left = reads;
    return ({ rows }: { rows: readonly ReturnType<typeof row>[] }) => (left-- > 0 ? undefined : { rows });
  };

  test('is looked at again where the event shows something open', async () => {
    const world = newWorld(bad);
    const remediator = toyRemediator(world, { read: lagging(2) });
    expect((await remediate(remediator, task(world, [bad]))).statuses).toEqual({ alpha: 'REMEDIATED' });
    expect(world.rows).toEqual([]);
  });

  test('keeps its exceptions', async () => {
    const world = newWorld(bad);
    world.exceptions = [
      {
        ...{ resource: 'arn:aws:toy:us-east-1:123456789012:toy-1', id: 'x1', template: 'alpha' },
        ...{ until: '2026-11-30', reason: 'r', grantedBy: 'g', grantedAt: '2026-11-22T08:00:00Z' },
      },
    ];
    await remediate(toyRemediator(world, { read: lagging(1) }), task(world, [], true));
    world.now += 60_000;
    expect((await remediate(toyRemediator(world), task(world, [bad]))).statuses).toEqual({});
    expect(world.rows).toEqual([bad]);
    expect(world.records.some(({ goneAt }) => goneAt)).toBe(false);
  });
});

describe('a resource that cannot be read any more', () => {
  test('after a copy has died keeps what undo needs', async () => {
    const bad = row('r-bad', 'alpha');
    const world = newWorld(bad, row('r-good'));
    const interrupt = (name: string, at: string) => {
      if (name === 'fix' && at === 'after') throw new Error('killed');
    };
    await remediate(toyRemediator(world, { interrupt }), task(world, [bad])).catch(() => undefined);
    world.now += 60_000;
    const read = () => {
      throw Object.assign(new Error('no'), { name: 'AccessDenied' });
    };
    await remediate(toyRemediator(world, { read }), task(world, [bad]));
    expect(world.records).toHaveLength(1);
    expect(world.records[0]).toMatchObject({
      n: 1,
      state: 'CLOSED',
      before: [bad, row('r-good')],
      removed: [bad],
      findings: { alpha: { status: 'FAILED', n: 1 } },
    });
  });
});
