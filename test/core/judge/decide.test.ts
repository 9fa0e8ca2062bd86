import { describe, expect, test } from 'vitest';
import type { Exclusion, Policy } from '../../../lambdas/core/base/policy.ts';
import type { Fixed, TagSet } from '../../../lambdas/core/base/ports.ts';
import type { Template } from '../../../lambdas/core/base/resource-type.ts';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import type { Remediator } from '../../../lambdas/core/remediate/remediator.ts';
import {
  newWorld,
  type Options,
  type Row,
  row,
  type Toy,
  task,
  toyRemediator,
  type World,
} from '../../support/toy.ts';

const bad = row('r-bad', 'alpha');
const denied = Object.assign(new Error('not yours'), { name: 'UnauthorizedOperation' });

interface More extends Options {
  readonly exclusions?: readonly Partial<Exclusion>[];
  readonly tags?: (world: World) => readonly TagSet[];
  readonly name?: string;
  readonly templates?: (template: Template<Toy, Row>) => Template<Toy, Row>;
}

const remediatorOf = (world: World, { exclusions = [], tags, name, templates, ...options }: More) => {
  const policy: Partial<Policy> = {
    ...options.policy,
    exclusions: exclusions.map((each, i) => ({ origin: `policy.yaml:${i + 1}`, ...each })),
  };
  const remediator = toyRemediator(world, { ...options, policy });
  const told: Remediator<Toy, Row> = {
    ...remediator,
    kind: {
      ...remediator.kind,
      idPrefix: 'toy-',
      replace: ({ rows }, gone, added) => ({
        rows: [...rows.filter((each) => !gone.includes(each)), ...added],
      }),
    },
    templates: remediator.templates.map((template) => templates?.(template) ?? template),
    reader: {
      ...remediator.reader,
      name: async () => {
        world.calls.push('name');
        return name;
      },
      tags: async () => {
        world.calls.push('tags');
        return tags?.(world) ?? [];
      },
    },
  };
  return told;
};

const run = (world: World, more: More, closes = false) =>
  remediate(remediatorOf(world, more), task(world, world.rows, closes));

const states = (world: World, template = 'alpha') =>
  world.published
    .map(({ findings }) => findings[template])
    .map((state) => state && { ...state, n: undefined });

const audit = { 'CASB-Audit': 'No' };
const onToy = (tags: Readonly<Record<string, string>>) => () => [{ owner: 'toy-1', tags }];

describe('an excluded violation', () => {
  const exclusions = [
    { accounts: ['123456789012'], reason: 'a sandbox', owner: 'a@example.com', until: '2026-11-30' },
  ];
  test('is left alone and published once, with owner, reason and end', async () => {
    const world = newWorld(bad);
    for (let i = 0; i < 3; i++) await run(world, { exclusions });
    expect(world.rows).toEqual([bad]);
    expect(states(world)).toMatchObject([
      {
        status: 'EXCLUDED',
        exclusion: { reason: 'a sandbox', owner: 'a@example.com', until: '2026-11-30' },
      },
    ]);
  });
  test('is published again when reason, owner or end change', async () => {
    const world = newWorld(bad);
    await run(world, { exclusions });
    for (const change of [{ reason: 'b' }, { owner: 'b' }, { until: '2026-12-01' }])
      await run(world, { exclusions: exclusions.map((each) => ({ ...each, ...change })) });
    expect(states(world)).toHaveLength(4);
  });
  test('is not published again when the entry moves to another line', async () => {
    const world = newWorld(bad);
    await run(world, { exclusions });
    await run(world, { exclusions: exclusions.map((each) => ({ ...each, origin: 'policy.yaml:99' })) });
    expect(states(world)).toHaveLength(1);
  });
  test('is closed at the next look when the entry is gone, or its last day over', async () => {
    for (const later of [{}, { exclusions, days: 9 }]) {
      const world = newWorld(bad);
      await run(world, { exclusions });
      world.now += 86_400_000 * ('days' in later ? later.days : 0);
      await run(world, 'exclusions' in later ? { exclusions } : {});
      expect(world.rows).toEqual([]);
      expect(states(world).at(-1)).toMatchObject({ status: 'REMEDIATED', violating: ['row r-bad'] });
      expect(states(world).at(-1)).not.toHaveProperty('exclusion');
    }
  });
  test('is resolved when somebody closes it', async () => {
    const world = newWorld(bad);
    await run(world, { exclusions });
    world.rows = [];
    expect((await run(world, { exclusions }, true)).statuses).toEqual({ alpha: 'RESOLVED' });
    expect(states(world).at(-1)).not.toHaveProperty('exclusion');
  });
  test('goes when another template that is not excluded remediates the row', async () => {
    const world = newWorld(row('r-both', 'alpha', 'beta'));
    const { statuses } = await run(world, { exclusions: [{ templates: ['alpha'] }] });
    expect(statuses).toEqual({ alpha: 'RESOLVED', beta: 'REMEDIATED' });
    expect(world.rows).toEqual([]);
  });
  test('is told beside what was removed', async () => {
    const world = newWorld(bad, row('r-kept', 'alpha'));
    const remediator = remediatorOf(world, { exclusions: [{ sources: ['10.0.0.0/8'], reason: 'inside' }] });
    const kind = {
      ...remediator.kind,
      addresses: (_: Toy, { id }: Row) => [id === 'r-kept' ? '10.1.0.0/16' : '0.0.0.0/0'],
    };
    await remediate({ ...remediator, kind }, task(world, world.rows));
    expect(states(world)).toMatchObject([
      {
        status: 'REMEDIATED',
        violating: ['row r-bad'],
        exclusion: { reason: 'inside' },
        note: 'Left alone by an exclusion: row r-kept.',
      },
    ]);
  });
});

describe('tags', () => {
  const exclusions = [{ tags: audit, reason: 'audit' }];
  test('are read only for a violation that an exclusion with tags may be about', async () => {
    const clean = newWorld(row('r-good'));
    await run(clean, { exclusions });
    expect(clean.calls).toEqual(['read']);
    const other = newWorld(bad);
    await run(other, { exclusions: [{ tags: audit, templates: ['beta'] }] });
    expect(other.calls).not.toContain('tags');
    expect(other.rows).toEqual([]);
    const excluded = newWorld(bad);
    await run(excluded, { exclusions: [...exclusions, { resources: ['toy-1'] }] });
    expect(excluded.calls).not.toContain('tags');
    expect(excluded.rows).toEqual([bad]);
  });
  test('that exclude leave the row, and lifted let it go', async () => {
    const world = newWorld(bad);
    await run(world, { exclusions, tags: onToy(audit) });
    expect(world.rows).toEqual([bad]);
    await run(world, { exclusions, tags: onToy({ 'CASB-Audit': 'Yes' }) });
    expect(world.rows).toEqual([]);
    expect(states(world).map((state) => state?.status)).toEqual(['EXCLUDED', 'REMEDIATED']);
  });
  test('of some users only leave the row and report it, once', async () => {
    const world = newWorld(bad);
    const tags = () => [
      { owner: 'toy-1', tags: {} },
      { owner: 'i-1', tags: audit },
      { owner: 'i-2', tags: {} },
    ];
    for (let i = 0; i < 2; i++) await run(world, { exclusions, tags });
    expect(world.rows).toEqual([bad]);
    expect(states(world)).toMatchObject([
      { status: 'NOTIFIED', note: expect.stringMatching(/shared by i-1,.* and i-2,/) },
    ]);
  });
  test('that may not be read leave the row and fail, once', async () => {
    const world = newWorld(bad);
    const tags = () => {
      throw denied;
    };
    for (let i = 0; i < 2; i++) await run(world, { exclusions, tags });
    expect(world.rows).toEqual([bad]);
    expect(world.calls).not.toContain('fix');
    expect(states(world)).toMatchObject([
      { status: 'FAILED', error: expect.stringContaining('tags of toy-1 cannot be read') },
    ]);
  });
  test('that may not be read hold back what turns on them, and nothing else', async () => {
    const world = newWorld(bad, row('r-other', 'beta'));
    const tags = () => {
      throw denied;
    };
    const { statuses } = await run(world, { exclusions: [{ tags: audit, templates: ['alpha'] }], tags });
    expect(statuses).toEqual({ alpha: 'FAILED', beta: 'REMEDIATED' });
    expect(world.rows).toEqual([bad]);
  });
  test('that cannot be read for now are tried again', async () => {
    const world = newWorld(bad);
    const tags = () => {
      throw Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded' });
    };
    await expect(run(world, { exclusions, tags })).rejects.toThrow('slow down');
    expect(world.calls).toEqual(['read', 'tags']);
  });
});

test('a name is read for the judging only where an exclusion may name the resource by it, and once to be told', async () => {
  const world = newWorld(bad);
  await run(world, { exclusions: [{ resources: ['web-*'] }], name: 'web-1' });
  const names = ({ calls }: World) => calls.filter((call) => call === 'name').length;
  expect(names(world)).toBe(2);
  expect(world.rows).toEqual([bad]);
  const other = newWorld(bad);
  await run(other, { exclusions: [{ resources: ['toy-2', 'arn:aws:toy:*:toy-2'] }], name: 'web-1' });
  expect(names(other)).toBe(1);
});

describe('a row that is split', () => {
  const splitting = (template: Template<Toy, Row>): Template<Toy, Row> => ({
    ...template,
    rest: ({ id, breaks }) => {
      const left = breaks.filter((each) => each !== template.id);
      return left.length > 0 ? [{ id: `${id}'`, breaks: left }] : [];
    },
  });
  const fix = (world: World, gone: readonly Row[], added: readonly Row[] = []): Fixed<Row> => {
    world.rows = [...world.rows.filter((each) => !gone.includes(each)), ...added];
    return { gone, removed: gone, left: [], added };
  };
  const policy = {
    templates: { alpha: { ranges: 'split' as const }, beta: { mode: 'notify' as const } },
  };

  test('is replaced, and what another template only reports stays reported', async () => {
    const world = newWorld(row('r-both', 'alpha', 'beta'));
    const remediator = remediatorOf(world, { policy, templates: splitting });
    const fixer = {
      fix: async (_: Toy, gone: readonly Row[], more?: readonly Row[]) => fix(world, gone, more),
    };
    const { statuses } = await remediate({ ...remediator, fixer }, task(world, world.rows));
    expect(statuses).toEqual({ alpha: 'REMEDIATED', beta: 'NOTIFIED' });
    expect(world.rows).toEqual([{ id: "r-both'", breaks: ['beta'] }]);
    expect(world.published).toMatchObject([
      {
        removed: [{ id: 'r-both' }],
        added: [{ id: "r-both'" }],
        kept: 1,
        findings: {
          alpha: { violating: ['row r-both'], note: "Put in their place: row r-both'." },
          beta: { violating: ["row r-both'"] },
        },
      },
    ]);
  });
  test('twice by a function that died in between is recorded as one', async () => {
    const world = newWorld(row('r-both', 'alpha', 'beta'));
    let dead = false;
    const interrupt = (call: string, when: string) => {
      if (dead || call !== 'replace' || when !== 'before') return;
      dead = true;
      throw new Error('killed');
    };
    const remediator = remediatorOf(world, { policy, templates: splitting, interrupt });
    const fixer = {
      fix: async (_: Toy, gone: readonly Row[], more?: readonly Row[]) => fix(world, gone, more),
    };
    const once = () => remediate({ ...remediator, fixer }, task(world, world.rows));
    await expect(once()).rejects.toThrow('killed');
    world.now += 60_000;
    await once();
    expect(world.published).toMatchObject([
      { n: 1, removed: [{ id: 'r-both' }], added: [{ id: "r-both'" }], changed: ['alpha', 'beta'] },
    ]);
  });
  test('but could not be is FAILED, and the record names nothing added', async () => {
    const world = newWorld(row('r-both', 'alpha', 'beta'));
    const remediator = remediatorOf(world, { policy, templates: splitting });
    const fixer = {
      fix: async (_: Toy, gone: readonly Row[]): Promise<Fixed<Row>> => ({
        gone: [],
        removed: [],
        left: gone,
        added: [],
        error: 'quota',
      }),
    };
    const { statuses } = await remediate({ ...remediator, fixer }, task(world, world.rows));
    expect(statuses).toEqual({ alpha: 'FAILED', beta: 'NOTIFIED' });
    expect(world.published[0]).not.toHaveProperty('added');
    expect(world.published).toMatchObject([{ removed: [], kept: 1 }]);
  });
});
