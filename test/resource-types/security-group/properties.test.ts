import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  IngressRule,
  SecurityGroup,
  Source,
} from '../../../lambdas/resource-types/security-group/model.ts';
import {
  type PortTemplate,
  portTemplate,
  TEMPLATES,
} from '../../../lambdas/resource-types/security-group/templates.ts';
import { openToWorld } from '../../../lambdas/resource-types/security-group/world.ts';
import { runs } from '../../support/runs.ts';
import { freeze } from '../../support/verify.ts';
import { type OracleRow, type Range, violating } from './oracle.ts';

const RUNS = runs(500, 10_000);
const MINUTES = 60_000;

/** Ports at which templates begin and end, and their neighbours: where mistakes would show. */
const EDGES = [
  ...new Set([
    0,
    65_535,
    ...TEMPLATES.flatMap(({ ports }) => ports.flatMap(({ from, to }) => [from - 1, from, to, to + 1])),
  ]),
];
const port = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...EDGES) },
  { weight: 1, arbitrary: fc.nat(65_535) },
);

const WORDS_6 = 8;
const v4 = fc.record({
  version: fc.constant(4 as const),
  prefix: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 0, max: 32 }),
  ),
  address: fc.bigInt({ min: 0n, max: (1n << 32n) - 1n }),
});
/** Half of the addresses lie in the global unicast space, some in private ones. */
const v6 = fc.record({
  version: fc.constant(6 as const),
  prefix: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 5 }),
    fc.integer({ min: 1, max: 33 }),
    fc.integer({ min: 0, max: 128 }),
  ),
  address: fc.oneof(
    fc.bigInt({ min: 0x2n << 124n, max: (0x4n << 124n) - 1n }),
    fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
    fc.bigInt({ min: 0xfcn << 120n, max: (1n << 128n) - 1n }),
  ),
});

const words = (address: bigint): readonly string[] =>
  Array.from({ length: WORDS_6 }, (_, i) =>
    ((address >> BigInt(16 * (WORDS_6 - 1 - i))) & 0xffffn).toString(16),
  );

const spelt = ({ version, prefix, address }: Range): string => {
  const text =
    version === 4
      ? [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 0xffn)).join('.')
      : words(address).join(':');
  return `${text}/${prefix}`;
};

interface Drawn {
  readonly rule: IngressRule;
  readonly oracle: OracleRow;
  readonly cidrs?: readonly string[];
  readonly owner?: string;
}

const traffic = fc
  .record({
    protocol: fc.constantFrom('tcp', 'tcp', 'tcp', 'udp', '-1', 'icmp', '47'),
    ports: fc.option(fc.tuple(port, port), { nil: undefined, freq: 8 }),
  })
  .map(({ protocol, ports }) => {
    const [from, to] = ports ? [Math.min(...ports), Math.max(...ports)] : [undefined, undefined];
    return {
      protocol,
      ...(from !== undefined && { fromPort: from }),
      ...(to !== undefined && { toPort: to }),
    };
  });

const range = fc.oneof({ weight: 3, arbitrary: v4 }, { weight: 2, arbitrary: v6 });

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    traffic,
    kind: fc.constantFrom('cidr', 'cidr', 'cidr', 'cidr', 'list', 'aws', 'group'),
    ranges: fc.array(range, { minLength: 1, maxLength: 3 }),
    id: fc.uuid(),
  })
  .map(({ traffic: { protocol, fromPort, toPort }, kind, ranges, id }) => {
    const [one] = ranges;
    const sources: Record<string, Source> = {
      cidr: { type: 'cidr', cidr: one ? spelt(one) : '' },
      list: { type: 'prefix-list', id: `pl-${id}` },
      aws: { type: 'prefix-list', id: `pl-${id}` },
      group: { type: 'group', id: 'sg-0fedcba9876543210' },
    };
    const seen = { cidr: ranges.slice(0, 1), list: ranges, aws: [], group: [] }[kind] ?? [];
    return {
      rule: {
        id: `sgr-${id}`,
        protocol,
        ...(fromPort !== undefined && { fromPort }),
        ...(toPort !== undefined && { toPort }),
        source: sources[kind] ?? { type: 'unknown' },
      },
      oracle: { protocol, from: fromPort ?? 0, to: toPort ?? 65_535, ranges: seen },
      ...((kind === 'list' || kind === 'aws') && {
        cidrs: ranges.map(spelt),
        owner: kind === 'aws' ? 'AWS' : '123456789012',
      }),
    };
  });

const custom = fc
  .array(
    fc.record({ protocol: fc.constantFrom('tcp' as const, 'udp' as const), from: port, width: fc.nat(6) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((ranges) =>
    portTemplate({
      id: 'custom',
      title: 'Custom',
      why: 'A custom template.',
      severity: 'LOW',
      controls: [],
      ports: ranges.map(({ protocol, from, width }) => ({
        protocol,
        from,
        to: Math.min(65_535, from + width),
      })),
    }),
  );

const templates = fc
  .tuple(fc.subarray([...TEMPLATES], { minLength: 1 }), fc.option(custom, { nil: undefined }))
  .map(([some, own]): readonly PortTemplate[] => (own ? [...some, own] : some));

const groupOf = (rows: readonly Drawn[]): SecurityGroup =>
  freeze({
    id: 'sg-0123456789abcdef0',
    rules: rows.map(({ rule }) => rule),
    prefixLists: Object.fromEntries(
      rows.flatMap(({ rule: { source }, cidrs, owner }) =>
        source.type === 'prefix-list' && cidrs && owner ? [[source.id, { ownerId: owner, cidrs }]] : [],
      ),
    ),
  });

const idsOf = (rules: readonly IngressRule[]): string => rules.map(({ id }) => id).join(' ');

/** The same whatever the order. */
const setOf = (rules: readonly IngressRule[]): string =>
  idsOf(rules.toSorted((one, other) => ((one.id ?? '') < (other.id ?? '') ? -1 : 1)));

const offending = (group: SecurityGroup, some: readonly PortTemplate[]): readonly IngressRule[] => [
  ...new Set(some.flatMap((template) => template.offending(group))),
];

const expected = (rows: readonly Drawn[], { ports }: PortTemplate): readonly IngressRule[] => {
  const bad = violating(
    rows.map(({ oracle }) => oracle),
    ports,
  );
  return rows.flatMap(({ rule }, i) => (bad.has(i) ? [rule] : []));
};

test('over random groups and template sets the fix removes every violating row and no other', {
  timeout: 10 * MINUTES,
}, () => {
  const seen = { violating: 0, together: 0, clean: 0 };
  fc.assert(
    fc.property(fc.array(drawn, { maxLength: 12 }), templates, (rows, some) => {
      const group = groupOf(rows);
      for (const template of some)
        expect(idsOf(template.offending(group))).toBe(idsOf(expected(rows, template)));
      const removed = offending(group, some);
      seen[removed.length > 0 ? 'violating' : 'clean'] += 1;
      if (
        removed.some(
          (rule) => !rows.find((one) => one.rule === rule)?.oracle.ranges.some(({ prefix }) => prefix === 0),
        )
      )
        seen.together += 1;

      const left = rows.filter(({ rule }) => !removed.includes(rule));
      expect(idsOf(offending(groupOf(left), some))).toBe('');
      for (const template of some) expect(idsOf(expected(left, template))).toBe('');

      expect(setOf(offending(groupOf(rows.toReversed()), some))).toBe(setOf(removed));
    }),
    { numRuns: RUNS, seed: 20_261_122 },
  );
  // A draw that hardly ever violates would prove little.
  expect(seen.violating).toBeGreaterThan(RUNS / 4);
  expect(seen.together).toBeGreaterThan(RUNS / 100);
  expect(seen.clean).toBeGreaterThan(RUNS / 20);
});

/** IPv4 cut into pieces, some of which are missing, and pieces of pieces beside them. */
const pieces = fc
  .record({
    cuts: fc.array(fc.nat(), { maxLength: 60 }),
    missing: fc.array(fc.nat(), { maxLength: 4 }),
    inner: fc.array(fc.nat(), { maxLength: 6 }),
  })
  .map(({ cuts, missing, inner }) => {
    const half = ({ address, prefix }: Range, upper: boolean): Range => ({
      version: 4,
      prefix: prefix + 1,
      address: address + (upper ? 1n << BigInt(31 - prefix) : 0n),
    });
    const all: Range = { version: 4, prefix: 0, address: 0n };
    let ranges = [half(all, false), half(all, true)];
    for (const cut of cuts) {
      const at = cut % ranges.length;
      ranges = ranges.flatMap((range, i) =>
        i === at && range.prefix < 17 ? [half(range, false), half(range, true)] : [range],
      );
    }
    const gone = new Set(missing.map((index) => index % (2 * ranges.length)));
    const within = inner.flatMap((index) => {
      const range = ranges[index % ranges.length];
      return range ? [half(range, index % 2 === 0)] : [];
    });
    return [...ranges.filter((_, i) => !gone.has(i)), ...within];
  });

test('however finely the world is cut, just the pieces that it takes go', { timeout: 10 * MINUTES }, () => {
  const ports = [{ protocol: 'tcp', from: 22, to: 22 }] as const;
  let [partly, wholly, clean] = [0, 0, 0];
  fc.assert(
    fc.property(pieces, (ranges) => {
      const rules = ranges.map((range, i): IngressRule => {
        const source: Source = { type: 'cidr', cidr: spelt(range) };
        return { id: `sgr-${i}`, protocol: 'tcp', fromPort: 22, toPort: 22, source };
      });
      const oracle = ranges.map((range) => ({ protocol: 'tcp', from: 22, to: 22, ranges: [range] }));
      const found = openToWorld({ id: 'sg-0', rules, prefixLists: {} }, ports);
      const wanted = violating(oracle, ports);
      expect(idsOf(found)).toBe(idsOf(rules.filter((_, i) => wanted.has(i))));
      if (found.length === 0) clean += 1;
      else if (found.length === rules.length) wholly += 1;
      else partly += 1;
    }),
    { numRuns: runs(200, 2000), seed: 20_261_126 },
  );
  expect([partly, wholly, clean].every((count) => count > 10)).toBe(true);
});
