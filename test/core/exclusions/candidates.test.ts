import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { glob } from '../../../lambdas/core/base/glob.ts';
import { DEFAULT_POLICY, type Exclusion } from '../../../lambdas/core/base/policy.ts';
import type { TagSet } from '../../../lambdas/core/base/ports.ts';
import type { ResourceType, Template } from '../../../lambdas/core/base/resource-type.ts';
import { type Facts, matchByKey } from '../../../lambdas/core/exclusions/match.ts';
import { decide } from '../../../lambdas/core/judge/decide.ts';
import { factsOf } from '../../../lambdas/core/judge/facts.ts';
import { runs } from '../../support/runs.ts';

interface Row {
  readonly id: string;
  readonly cidrs: readonly string[];
}

const ARN = 'arn:aws:toy:us-east-1:111122223333:group/sg-1';
const PLACE = { partition: 'aws', account: '111122223333', region: 'us-east-1' };

const kind: Pick<ResourceType<readonly Row[], Row>, 'addresses' | 'arn' | 'idPrefix'> = {
  addresses: (_, { cidrs }) => cidrs,
  arn: (id) => `arn:aws:toy:us-east-1:111122223333:group/${id}`,
  idPrefix: 'sg-',
};

const template = (id: string): Template<readonly Row[], Row> => ({
  id,
  title: id,
  why: id,
  severity: 'HIGH',
  controls: [],
  covers: id,
  offending: (rows) => rows,
});

const world: Row = { id: 'r-4', cidrs: ['0.0.0.0/0'] };
const world6: Row = { id: 'r-6', cidrs: ['::/0'] };
const facts = (more: Partial<Facts> = {}): Facts => ({
  ...factsOf(kind, PLACE, 'sg-1', Date.UTC(2026, 10, 22, 23, 59)),
  ...more,
});

const judge = (exclusions: readonly Partial<Exclusion>[], more: Partial<Facts> = {}, rows = [world]) => {
  const policy = {
    ...DEFAULT_POLICY,
    exclusions: exclusions.map((exclusion, i) => ({ origin: `policy.yaml:${i + 1}`, ...exclusion })),
  };
  return decide({ kind, templates: [template('ssh'), template('dns')], policy }, rows, facts(more));
};

/** What becomes of the first row under the template ssh. */
const end = (exclusion: Partial<Exclusion>, more: Partial<Facts> = {}) => {
  const { decisions, lacks } = judge([exclusion], more);
  const [ssh] = decisions;
  if (lacks.size > 0) return `lacks ${[...lacks].join()}`;
  return (['remediate', 'notify', 'exclude', 'unchecked'] as const).find((list) => ssh?.[list].length);
};

const tagged = (owner: string, tags: Readonly<Record<string, string>> = {}): TagSet => ({ owner, tags });
const audit = { 'CASB-Audit': 'No' };

describe('each key of an exclusion', () => {
  test.for<[string, Partial<Exclusion>, Partial<Facts>, string]>([
    ['an account', { accounts: ['111122223333'] }, {}, 'exclude'],
    ['one account of several', { accounts: ['999999999999', '111122223333'] }, {}, 'exclude'],
    ['another account', { accounts: ['999999999999'] }, {}, 'remediate'],
    ['the id', { resources: ['sg-1'] }, {}, 'exclude'],
    ['another id', { resources: ['sg-2', 'sg-12'] }, {}, 'remediate'],
    ['the ARN', { resources: [ARN] }, {}, 'exclude'],
    ['a star in the id', { resources: ['sg-*'] }, {}, 'exclude'],
    ['a star in the ARN', { resources: ['arn:aws:toy:*:111122223333:*'] }, {}, 'exclude'],
    ['an ARN of another account', { resources: ['arn:aws:toy:*:999999999999:*'] }, {}, 'remediate'],
    ['a name that is not known yet', { resources: ['web'] }, {}, 'lacks name'],
    ['a name', { resources: ['web'] }, { name: { value: 'web' } }, 'exclude'],
    ['a star in the name', { resources: ['we*'] }, { name: { value: 'web' } }, 'exclude'],
    ['another name', { resources: ['web'] }, { name: { value: 'website' } }, 'remediate'],
    ['a name where there is none', { resources: ['web'] }, { name: { value: undefined } }, 'remediate'],
    ['a name that may not be read', { resources: ['web'] }, { name: { error: 'denied' } }, 'unchecked'],
    ['a name of another account', { resources: ['web'], accounts: ['999999999999'] }, {}, 'remediate'],
    ['the template', { templates: ['ssh'] }, {}, 'exclude'],
    ['another template', { templates: ['dns'] }, {}, 'remediate'],
    ['the last day', { accounts: ['111122223333'], until: '2026-11-22' }, {}, 'exclude'],
    ['the day after', { accounts: ['111122223333'], until: '2026-11-21' }, {}, 'remediate'],
    ['the source', { sources: ['0.0.0.0/0'] }, {}, 'exclude'],
    ['a narrower source', { sources: ['203.0.113.0/24'] }, {}, 'remediate'],
    ['half of the source', { sources: ['0.0.0.0/1'] }, {}, 'remediate'],
    ['a source of the other family', { sources: ['::/0'] }, {}, 'remediate'],
    ['tags that are not known yet', { tags: audit }, {}, 'lacks tags'],
    ['a tag of the resource', { tags: audit }, { tags: { value: [tagged('sg-1', audit)] } }, 'exclude'],
    [
      'another value',
      { tags: audit },
      { tags: { value: [tagged('sg-1', { 'CASB-Audit': 'no' })] } },
      'remediate',
    ],
    [
      'another key',
      { tags: audit },
      { tags: { value: [tagged('sg-1', { 'casb-audit': 'No' })] } },
      'remediate',
    ],
    ['a key of Object', { tags: { constructor: 'x' } }, { tags: { value: [tagged('sg-1')] } }, 'remediate'],
    ['tags that may not be read', { tags: audit }, { tags: { error: 'denied' } }, 'unchecked'],
    ['tags of an excluded template only', { tags: audit, templates: ['none'] }, {}, 'remediate'],
    [
      'one of two tags',
      { tags: { ...audit, stage: 'test' } },
      { tags: { value: [tagged('sg-1', audit)] } },
      'remediate',
    ],
    [
      'two tags on two owners',
      { tags: { ...audit, stage: 'test' } },
      { tags: { value: [tagged('sg-1', audit), tagged('i-1', { stage: 'test' })] } },
      'remediate',
    ],
    [
      'a tag of the only instance',
      { tags: audit },
      { tags: { value: [tagged('sg-1'), tagged('i-1', audit)] } },
      'exclude',
    ],
    [
      'a tag of one of two instances',
      { tags: audit },
      { tags: { value: [tagged('sg-1'), tagged('i-1', audit), tagged('i-2')] } },
      'notify',
    ],
    [
      'a tag of the group that untagged instances use',
      { tags: audit },
      { tags: { value: [tagged('sg-1', audit), tagged('i-2')] } },
      'exclude',
    ],
  ])('%s', ([, exclusion, more, expected]) => {
    expect(end(exclusion, more)).toBe(expected);
  });

  test('all of them must hold', () => {
    const all = {
      accounts: ['111122223333'],
      resources: ['sg-1'],
      templates: ['ssh'],
      sources: ['0.0.0.0/0'],
    };
    expect(end(all)).toBe('exclude');
    for (const key of ['accounts', 'resources', 'templates'] as const)
      expect(end({ ...all, [key]: ['sg-other'] })).toBe('remediate');
    expect(end({ ...all, sources: ['10.0.0.0/8'] })).toBe('remediate');
  });
});

describe('several exclusions', () => {
  test('of which one holds are enough, and the others are not asked about', () => {
    const { decisions, lacks } = judge([
      { tags: audit },
      { resources: ['web'] },
      { accounts: ['111122223333'], reason: 'x' },
    ]);
    expect(lacks.size).toBe(0);
    expect(decisions[0]).toMatchObject({ exclude: [world], exclusion: { reason: 'x' } });
  });
  test('that each matchPart a row are named together', () => {
    const [ssh] = judge(
      [
        { sources: ['::/0'], reason: 'six', owner: 'b@example.com', until: '2027-02-01' },
        { sources: ['0.0.0.0/0'], reason: 'four', owner: 'a@example.com', until: '2027-01-31' },
      ],
      {},
      [world, world6],
    ).decisions;
    expect(ssh?.exclusion).toEqual({
      reason: 'four; six',
      owner: 'a@example.com, b@example.com',
      until: '2027-01-31',
    });
  });
  test('by source part a group row by row', () => {
    const [ssh] = judge([{ sources: ['::/0'] }], {}, [world, world6]).decisions;
    expect(ssh).toMatchObject({ remediate: [world], exclude: [world6] });
  });
  test('without a reason are told by what they name', () => {
    const [ssh] = judge([{ accounts: ['111122223333'], templates: ['ssh'] }]).decisions;
    expect(ssh?.exclusion).toEqual({
      reason: 'excluded by the policy: account 111122223333, template ssh',
    });
  });
});

test('a group that a tagged and an untagged instance share is reported with both names', () => {
  const [ssh] = judge([{ tags: audit }], {
    tags: { value: [tagged('sg-1'), tagged('i-2'), tagged('i-1', audit)] },
  }).decisions;
  expect(ssh?.note).toBe(
    'Left alone: sg-1 is shared by i-1, which has the tag CASB-Audit=No that excludes, and i-2, which has not. ' +
      'Give each a security group of its own, or all of them the same tag.',
  );
});

test('tags that may not be read are told with the exclusion that turns on them', () => {
  const [ssh] = judge([{ tags: audit }], { tags: { error: 'UnauthorizedOperation: no' } }).decisions;
  expect(ssh).toMatchObject({
    unchecked: [world],
    remediate: [],
    error:
      'Nothing was changed: the tags of sg-1 cannot be read, so it cannot be told whether the exclusion of ' +
      'policy.yaml:1 applies. UnauthorizedOperation: no',
  });
});

test('each key can be asked about, for the person who wonders', () => {
  const exclusion = { origin: 'x', resources: ['sg-1'], templates: ['ssh'], until: '2026-11-21' };
  expect(matchByKey(exclusion, facts(), { template: 'ssh', cidrs: undefined })).toEqual({
    resources: 'yes',
    templates: 'yes',
    until: 'no',
  });
});

describe('a pattern', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.', ':'), maxLength: 12 });
  test('matches what the same regular expression matches', () => {
    fc.assert(
      fc.property(text, text, (pattern, given) => {
        const escaped = pattern.split('*').map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        expect(glob(pattern)(given)).toBe(new RegExp(`^${escaped.join('.*')}$`, 's').test(given));
      }),
      { numRuns: runs(1000, 5000) },
    );
  });
  test('with many stars needs one pass over the text', () => {
    let searches = 0;
    const given = new Proxy(new String('a'.repeat(10_000)), {
      get: (target, key) => {
        if (key === 'indexOf') searches += 1;
        const value = Reflect.get(target, key) as unknown;
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
    expect(glob('*a*'.repeat(50).concat('b'))(given as unknown as string)).toBe(false);
    expect(searches).toBeLessThanOrEqual(101);
  });
});

test('an index of exclusions finds what going through all of them finds', () => {
  const name = fc.constantFrom('sg-1', 'sg-2', 'web', 'w*', 'sg-*', ARN, '*');
  const exclusion = fc.record(
    {
      resources: fc.array(name, { minLength: 1, maxLength: 3 }),
      templates: fc.array(fc.constantFrom('ssh', 'dns'), { minLength: 1, maxLength: 2 }),
      accounts: fc.array(fc.constantFrom('111122223333', '9'), { minLength: 1, maxLength: 2 }),
      until: fc.constantFrom('2026-11-21', '2026-11-22'),
      sources: fc.array(fc.constantFrom('0.0.0.0/0', '::/0'), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(exclusion, { maxLength: 6 }), (exclusions) => {
      const known = { name: { value: 'web' } };
      const { decisions } = judge(exclusions, known, [world, world6]);
      for (const { template: id, exclude } of decisions)
        for (const row of [world, world6])
          expect(exclude.includes(row)).toBe(
            exclusions.some((each) =>
              Object.values(
                matchByKey({ origin: '', ...each }, facts(known), { template: id, cidrs: row.cidrs }),
              ).every((holds) => holds === 'yes'),
            ),
          );
    }),
    { numRuns: 1000 },
  );
});
