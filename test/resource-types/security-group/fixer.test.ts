import { describe, expect, test } from 'vitest';
import { createFixer } from '../../../lambdas/resource-types/security-group/fixer.ts';
import type { IngressRule } from '../../../lambdas/resource-types/security-group/model.ts';
import { group, row } from './rows.ts';
import { type Answer, described, page, refusals, set, stubEc2 } from './stub-ec2.ts';

const rows = Array.from({ length: 3 }, () => row('tcp 22', '0.0.0.0/0'));
const [one, two, three] = rows as [IngressRule, IngressRule, IngressRule];
const idOf = ({ id }: IngressRule): string => id ?? '';

/** The answer of today, which names what was revoked. */
const revoked = (...some: readonly IngressRule[]): Answer => ({
  body: `<return>true</return>${set(
    'revokedSecurityGroupRuleSet',
    some.map((rule) => ({ securityGroupRuleId: idOf(rule), groupId: 'sg-0123456789abcdef0' })),
  )}`,
});
/** The answer of old. */
const done: Answer = { body: '<return>true</return>' };
const there = (...some: readonly IngressRule[]): Answer => page(some.map((rule) => described(idOf(rule))));

const fix = async (parts: readonly IngressRule[], ...answers: readonly Answer[]) => {
  const { client, sent } = stubEc2(...answers);
  const slept: number[] = [];
  const clock = { sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  const fixed = await createFixer(client, clock).fix(group(parts), parts);
  return { ...fixed, calls: sent.map(({ action }) => action), sent, slept };
};

const REVOKE = 'RevokeSecurityGroupIngress';
const DESCRIBE = 'DescribeSecurityGroupRules';

describe('rows are revoked', () => {
  test('all in one call, by their ids', async () => {
    const { sent, ...fixed } = await fix(rows, revoked(...rows));
    expect(fixed).toEqual({ gone: rows, removed: rows, left: [], calls: [REVOKE], slept: [] });
    expect(sent[0]?.parameters).toEqual({
      GroupId: 'sg-0123456789abcdef0',
      'SecurityGroupRuleId.1': idOf(one),
      'SecurityGroupRuleId.2': idOf(two),
      'SecurityGroupRuleId.3': idOf(three),
    });
  });

  test('a thousand at a time', async () => {
    const many = Array.from({ length: 1500 }, () => row('tcp 22', '0.0.0.0/0'));
    const { removed, sent } = await fix(many, revoked(...many.slice(0, 1000)), revoked(...many.slice(1000)));
    expect(removed).toEqual(many);
    expect(sent.map(({ parameters }) => Object.keys(parameters).length - 1)).toEqual([1000, 500]);
  });

  test('not at all where there are none', async () => {
    expect(await fix([])).toMatchObject({ gone: [], removed: [], left: [], calls: [] });
  });
});

describe('an answer that does not name every row is checked', () => {
  const cases: readonly (readonly [string, readonly Answer[], Record<string, unknown>])[] = [
    ['an answer of old: what is gone is our doing', [done, there()], { gone: rows, removed: rows, left: [] }],
    [
      'some named, the others gone already',
      [revoked(one), there()],
      { gone: rows, removed: [one], left: [], calls: [REVOKE, DESCRIBE] },
    ],
    [
      'unknown rows in a default VPC, which are gone',
      [{ body: `<return>true</return>${set('unknownIpPermissionSet', [{ ipProtocol: 'tcp' }])}` }, there()],
      { gone: rows, removed: [], left: [] },
    ],
    [
      'unknown rows that are still there are tried again',
      [revoked(one), there(two, three), revoked(two, three)],
      {
        gone: [one, two, three],
        removed: [one, two, three],
        left: [],
        calls: [REVOKE, DESCRIBE, REVOKE],
        slept: [250],
      },
    ],
  ];
  test.for(cases)('%s', async ([, answers, expected]) =>
    expect(await fix(rows, ...answers)).toMatchObject(expected),
  );
});

describe('a call that EC2 refuses since something is gone', () => {
  const cases: readonly (readonly [string, readonly Answer[], Record<string, unknown>])[] = [
    [
      'one row of three: the others are revoked',
      [refusals.noRule, there(two, three), revoked(two, three)],
      { gone: [one, two, three], removed: [two, three], left: [], calls: [REVOKE, DESCRIBE, REVOKE] },
    ],
    [
      'said as in a VPC that is not the default one',
      [refusals.noPermission, there(three), revoked(three)],
      { gone: [one, two, three], removed: [three], left: [] },
    ],
    ['every row', [refusals.noPermission, there()], { gone: rows, removed: [], left: [] }],
    ['the group', [refusals.noGroup], { gone: rows, removed: [], left: [], calls: [REVOKE], slept: [] }],
    ['the group, once one looks', [refusals.noRule, refusals.noGroup], { gone: rows, removed: [], left: [] }],
    [
      'one row after another',
      [refusals.noRule, there(two, three), refusals.noRule, there(three), revoked(three)],
      { gone: [one, two, three], removed: [three], left: [], slept: [250, 750] },
    ],
  ];
  test.for(cases)('%s', async ([, answers, expected]) => {
    const fixed = await fix(rows, ...answers);
    expect(fixed).toMatchObject(expected);
    expect(fixed.error).toBeUndefined();
  });
});

describe('rows are left', () => {
  test('where they are still there after three tries', async () => {
    const again = [refusals.noRule, there(two, three)];
    const fixed = await fix(rows, ...again, ...again, ...again);
    expect(fixed).toMatchObject({ gone: [one], removed: [], left: [two, three], slept: [250, 750] });
    expect(fixed.error).toContain('2 rows of sg-0123456789abcdef0 still there');
    expect(fixed.calls).toHaveLength(6);
  });

  test('where we may not revoke, with a word on what to do', async () => {
    const fixed = await fix(rows, refusals.denied);
    expect(fixed).toMatchObject({ gone: [], removed: [], left: rows, calls: [REVOKE] });
    expect(fixed.error).toContain('AWS refuses to revoke 3 rows of sg-0123456789abcdef0');
    expect(fixed.error).toContain('Allow ec2:RevokeSecurityGroupIngress');
    expect(fixed.error).toContain('UnauthorizedOperation');
  });

  test('where we may not go on, but what is gone stays gone', async () => {
    const fixed = await fix(rows, revoked(one), refusals.denied);
    expect(fixed).toMatchObject({ gone: [one], removed: [one], left: [two, three] });
    expect(fixed.error).toContain('2 rows');
  });

  test('where the call is wrong in itself', async () => {
    const fixed = await fix([one], refusals.malformed);
    expect(fixed).toMatchObject({ left: [one] });
    expect(fixed.error).toContain('Revoke by hand');
  });

  test('where they have no id', async () => {
    const { id: _, ...nameless } = one;
    const fixed = await fix([nameless, two], revoked(two));
    expect(fixed).toMatchObject({ gone: [two], left: [nameless] });
    expect(fixed.error).toContain('1 row of');
  });
});

describe('what passes is thrown, for Lambda to try again', () => {
  test.for(['throttled', 'broken'] as const)('%s at the revoke', async (refusal) => {
    await expect(fix(rows, refusals[refusal])).rejects.toThrow();
  });

  test('throttled at the check', async () => {
    await expect(fix(rows, done, refusals.throttled)).rejects.toThrow('Request limit exceeded');
  });

  test('a network that breaks', async () => {
    await expect(fix(rows)).rejects.toThrow('No answer is left');
  });
});
