import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Policy, type Ports } from '../../../lambdas/core/base/policy.ts';
import { templatesOf } from '../../../lambdas/core/base/resource-type.ts';
import { decide } from '../../../lambdas/core/judge/decide.ts';
import { factsOf } from '../../../lambdas/core/judge/facts.ts';
import { plan } from '../../../lambdas/core/judge/split.ts';
import type { IngressRule, SecurityGroup } from '../../../lambdas/resource-types/security-group/model.ts';
import { securityGroup as kind, securityGroup } from '../../../lambdas/resource-types/security-group/type.ts';
import { runs } from '../../support/runs.ts';
import { type OracleRow, type Range, violating } from './oracle.ts';
import { group, list, row } from './rows.ts';

const PLACE = { partition: 'aws', account: '123456789012', region: 'eu-central-1' };
const LIST = 'pl-0123456789abcdef0';
const LISTS = { [LIST]: list('10.0.0.0/8', '0.0.0.0/0') };

const planFor = (policy: Policy, model: SecurityGroup) => {
  const templates = templatesOf(securityGroup, policy);
  const facts = factsOf(kind, PLACE, model.id, Date.UTC(2026, 10, 22));
  const { decisions } = decide({ kind, templates, policy }, model, facts);
  return { decisions, ...plan({ kind, templates, policy }, model, decisions) };
};

const SPLIT = { ranges: 'split' as const };
const split = (...templates: readonly string[]): Policy => ({
  ...DEFAULT_POLICY,
  templates: Object.fromEntries(templates.map((id) => [id, SPLIT])),
});
const ssh = 'unrestricted-ssh-access';
const ftp = 'unrestricted-ftp-access';
const telnet = 'unrestricted-telnet-access';
const smtp = 'unrestricted-smtp-access';

/** What is added, without ids: `tcp 20-21 from 0.0.0.0/0`. */
const added = (policy: Policy, ...rules: readonly IngressRule[]) =>
  planFor(policy, group(rules, LISTS)).rest.map(kind.describe);

describe('a row that covers more than is forbidden', () => {
  test('leaves the rest of its range, with description and tags', () => {
    const rule = { ...row('tcp 22-24', '0.0.0.0/0'), description: 'all', tags: [{ key: 'a', value: 'b' }] };
    const { remove, rest } = planFor(split(ssh, telnet), group([rule]));
    const { id: _, ...others } = rule;
    expect({ remove, rest }).toEqual({ remove: [rule], rest: [{ ...others, fromPort: 24, toPort: 24 }] });
  });
  test('leaves it on both sides of each template that it violates', () => {
    expect(added(split(ssh, ftp, telnet, smtp), row('tcp 10-30', '::/0'))).toEqual([
      'tcp 10-19 from ::/0',
      'tcp 24 from ::/0',
      'tcp 26-30 from ::/0',
    ]);
  });
  test('goes as a whole when one of the violated templates says so', () => {
    expect(added(split(ssh), row('tcp 22-23', '0.0.0.0/0'))).toEqual([]);
  });
  test('is not added again where it is there already', () => {
    const there = row('tcp 24', '0.0.0.0/0');
    expect(added(split(ssh, telnet), row('tcp 21-24', '0.0.0.0/0'), there)).toEqual([]);
    expect(added(split(ftp, ssh, telnet), row('tcp 19-24', '0.0.0.0/0'), there)).toEqual([
      'tcp 19 from 0.0.0.0/0',
    ]);
  });
  test.for<[string, IngressRule, readonly string[]]>([
    ['of udp', row('udp 50-60', '0.0.0.0/0'), ['udp 50-52 from 0.0.0.0/0', 'udp 54-60 from 0.0.0.0/0']],
    ['from a prefix list', row('tcp 53-60', LIST), [`tcp 54-60 from ${LIST}`]],
    ['that begins at the lowest port', row('tcp 0-53', '0.0.0.0/0'), ['tcp 0-52 from 0.0.0.0/0']],
    [
      'that names no ports',
      row('tcp', '0.0.0.0/0'),
      ['tcp 0-52 from 0.0.0.0/0', 'tcp 54-65535 from 0.0.0.0/0'],
    ],
    ['of one port leaves nothing', row('tcp 53', '0.0.0.0/0'), []],
    ['of all traffic goes as a whole', row('-1', '0.0.0.0/0'), []],
  ])('%s', ([, rule, expected]) => {
    const templates = { 'unrestricted-dns-access': { ...SPLIT, mode: 'remediate' as const } };
    expect(added({ ...DEFAULT_POLICY, mode: 'notify', templates }, rule)).toEqual(expected);
  });
  test('keeps what a template forbids that only notifies', () => {
    const templates = {
      [ssh]: SPLIT,
      [ftp]: { mode: 'notify' as const },
      [telnet]: { mode: 'off' as const },
    };
    const policy = { ...DEFAULT_POLICY, templates };
    expect(added(policy, row('tcp 20-24', '0.0.0.0/0'))).toEqual([
      'tcp 20-21 from 0.0.0.0/0',
      'tcp 23-24 from 0.0.0.0/0',
    ]);
  });
});

/** Ports are few, so that everything can be counted. */
const LAST = 12;
const port = fc.nat(LAST);
const span = fc
  .tuple(port, port)
  .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));

const SOURCES: Readonly<Record<string, readonly Range[]>> = {
  '0.0.0.0/0': [{ version: 4, prefix: 0, address: 0n }],
  '::/0': [{ version: 6, prefix: 0, address: 0n }],
  '0.0.0.0/1': [{ version: 4, prefix: 1, address: 0n }],
  '128.0.0.0/1': [{ version: 4, prefix: 1, address: 1n << 31n }],
  '192.0.2.0/24': [{ version: 4, prefix: 24, address: 0xc0000200n }],
  'pl-0123456789abcdef0': [
    { version: 4, prefix: 8, address: 0x0a000000n },
    { version: 4, prefix: 0, address: 0n },
  ],
};

const drawnRow = fc.record({
  protocol: fc.constantFrom('tcp', 'tcp', 'udp', '-1'),
  ports: span,
  from: fc.constantFrom(...Object.keys(SOURCES)),
  description: fc.option(fc.constantFrom('one', 'other'), { nil: undefined }),
});

const drawnTemplate = fc.record({
  ports: fc.array(fc.tuple(fc.constantFrom('tcp' as const, 'udp' as const), span), {
    minLength: 1,
    maxLength: 2,
  }),
  mode: fc.constantFrom('remediate' as const, 'remediate' as const, 'notify' as const, 'off' as const),
  ranges: fc.constantFrom('split' as const, 'split' as const, 'split' as const, 'row' as const),
});

const drawnExclusion = fc.record({
  template: fc.nat(4),
  from: fc.constantFrom('0.0.0.0/0', '::/0', '0.0.0.0/1'),
});

type DrawnRow = typeof drawnRow extends fc.Arbitrary<infer T> ? T : never;

const ruleOf = ({ protocol, ports, from, description }: DrawnRow): IngressRule => ({
  ...row(protocol === '-1' ? '-1' : `${protocol} ${ports.from}-${ports.to}`, from),
  ...(description !== undefined && { description, tags: [{ key: 'note', value: description }] }),
});

/** Every single door: source, protocol and port. `-1` is a door of its own. */
const doors = (rules: readonly IngressRule[]): string[] =>
  rules.flatMap((rule) => {
    const from =
      rule.source.type === 'cidr' ? rule.source.cidr : kind.describe(rule).split(' from ')[1]?.split(' ')[0];
    if (rule.protocol === '-1') return [`${from} all`];
    const { fromPort = 0, toPort = 0 } = rule;
    return Array.from(
      { length: toPort - fromPort + 1 },
      (_, i) => `${from} ${rule.protocol} ${fromPort + i}`,
    );
  });

/** Is the exclusion's source wide enough for a row from there? From the words of the documentation, by hand. */
const isFrom = (from: string, source: string): boolean =>
  from === source || (source === '0.0.0.0/0' && from !== '::/0');

test('for random policies and groups a fix leaves open exactly what was open, without what is forbidden', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(drawnRow, {
        maxLength: 7,
        selector: ({ protocol, ports, from }) =>
          `${from} ${protocol} ${protocol === '-1' ? '' : `${ports.from}-${ports.to}`}`,
      }),
      fc.array(drawnTemplate, { minLength: 1, maxLength: 5 }),
      fc.array(drawnExclusion, { maxLength: 2 }),
      (drawn, templates, exclusions) => {
        const idOf = (i: number) => `custom-${i}`;
        const portsOf = (i: number): Ports[] =>
          (templates[i]?.ports ?? []).map(([protocol, range]) => ({ protocol, ...range }));
        const policy: Policy = {
          ...DEFAULT_POLICY,
          mode: 'off',
          customTemplates: templates.map((_, i) => ({
            id: idOf(i),
            title: idOf(i),
            severity: 'LOW',
            ports: portsOf(i),
          })),
          templates: Object.fromEntries(templates.map(({ mode, ranges }, i) => [idOf(i), { mode, ranges }])),
          exclusions: exclusions.map(({ template, from }, i) => ({
            origin: String(i),
            templates: [idOf(template)],
            sources: [from],
          })),
        };
        const rules = drawn.map(ruleOf);
        const model = group(rules, LISTS);
        const { remove, rest } = planFor(policy, model);

        const oracle = drawn.map(
          ({ protocol, ports, from }): OracleRow => ({
            protocol,
            from: protocol === '-1' ? 0 : ports.from,
            to: protocol === '-1' ? LAST : ports.to,
            ranges: SOURCES[from] ?? [],
          }),
        );
        const hits = templates.map((_, i) => violating(oracle, portsOf(i)));
        const expected = drawn.flatMap(({ from }, index) => {
          const forbidding = templates.flatMap(({ mode, ranges }, i) => {
            const excused = exclusions.some((each) => each.template === i && isFrom(from, each.from));
            return mode === 'remediate' && hits[i]?.has(index) && !excused
              ? [{ ranges, ports: portsOf(i) }]
              : [];
          });
          const rule = rules[index] as IngressRule;
          if (forbidding.length === 0) return doors([rule]);
          if (rule.protocol === '-1' || forbidding.some(({ ranges }) => ranges === 'row')) return [];
          return doors([rule]).filter((door) => {
            const [, protocol, at] = door.split(' ');
            return !forbidding.some(({ ports }) =>
              ports.some(
                (each) => each.protocol === protocol && each.from <= Number(at) && Number(at) <= each.to,
              ),
            );
          });
        });

        const left = kind.replace?.(model, remove, rest) ?? model;
        expect(new Set(doors(left.rules))).toEqual(new Set(expected));
        expect(new Set(left.rules.map((rule) => kind.describe({ ...rule, id: '' }))).size).toBe(
          left.rules.length,
        );
        for (const each of rest)
          expect(
            remove.some(
              ({ source, protocol, description, tags }) =>
                JSON.stringify([source, protocol, description, tags]) ===
                JSON.stringify([each.source, each.protocol, each.description, each.tags]),
            ),
          ).toBe(true);
        expect(planFor(policy, left)).toMatchObject({ remove: [], rest: [] });
      },
    ),
    { numRuns: runs(250, 5_000) },
  );
}, 120_000);
