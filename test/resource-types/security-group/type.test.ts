import { describe, expect, test } from 'vitest';
import type { IngressRule } from '../../../lambdas/resource-types/security-group/model.ts';
import { securityGroup as kind } from '../../../lambdas/resource-types/security-group/type.ts';
import { group, row } from './rows.ts';

const without = ({ id: _, ...rest }: IngressRule): IngressRule => rest;
const named = (rule: IngressRule, id: string): IngressRule => ({ ...rule, id });

describe('a row in words', () => {
  const cases: readonly (readonly [IngressRule, string])[] = [
    [row('tcp 445', '0.0.0.0/0'), 'tcp 445 from 0.0.0.0/0'],
    [row('tcp 20-30', '::/0'), 'tcp 20-30 from ::/0'],
    [row('udp', '0.0.0.0/0'), 'udp 0-65535 from 0.0.0.0/0'],
    [row('-1', '0.0.0.0/0'), 'all traffic from 0.0.0.0/0'],
    [{ ...row('-1', '0.0.0.0/0'), fromPort: -1, toPort: -1 }, 'all traffic from 0.0.0.0/0'],
    [row('tcp 22', '208.236.235.254/0'), 'tcp 22 from 208.236.235.254/0'],
    [row('tcp 22', 'pl-0123456789abcdef0'), 'tcp 22 from pl-0123456789abcdef0'],
    [row('tcp 22', 'sg-0fedcba9876543210'), 'tcp 22 from sg-0fedcba9876543210'],
    [{ ...row('icmp', '0.0.0.0/0'), fromPort: -1, toPort: -1 }, 'icmp from 0.0.0.0/0'],
    [{ ...row('icmp', '0.0.0.0/0'), fromPort: 8, toPort: -1 }, 'icmp type 8 from 0.0.0.0/0'],
    [{ ...row('icmp', '0.0.0.0/0'), fromPort: 3, toPort: 4 }, 'icmp type 3 code 4 from 0.0.0.0/0'],
    [row('47', '0.0.0.0/0'), '47 from 0.0.0.0/0'],
    [{ ...row('tcp 22', ''), source: { type: 'unknown' } }, 'tcp 22 from an unknown source'],
  ];
  test.for(cases)('$1', ([rule, text]) => {
    expect(kind.describe(without(rule))).toBe(text);
    expect(kind.describe(named(rule, 'sgr-1'))).toBe(`${text} (sgr-1)`);
  });
});

describe('two rows', () => {
  const ssh = row('tcp 22', '0.0.0.0/0');

  test('have one key where EC2 gives them one id', () => {
    expect(kind.key(ssh)).toBe(ssh.id);
    expect(kind.key(named(row('tcp 23', '::/0'), ssh.id ?? ''))).toBe(ssh.id);
  });

  test('without ids have one key where they let in the same', () => {
    const spelt = kind.key(without(row('tcp 22', '208.236.235.254/0')));
    expect(spelt).toBe(kind.key(without(ssh)));
    expect(kind.key(without(row('tcp 23', '0.0.0.0/0')))).not.toBe(spelt);
    expect(kind.key(without(row('udp 22', '0.0.0.0/0')))).not.toBe(spelt);
    expect(kind.key(without(row('tcp 22', '::/0')))).not.toBe(spelt);
  });

  test('are the same by id, where both have one', () => {
    expect(kind.same(named(ssh, 'sgr-1'), named(row('tcp 23', '::/0'), 'sgr-1'))).toBe(true);
    expect(kind.same(named(ssh, 'sgr-1'), named(ssh, 'sgr-2'))).toBe(false);
  });

  const pairs: readonly (readonly [string, IngressRule, IngressRule, boolean])[] = [
    ['one CIDR in two spellings', row('tcp 22', '0:0:0:0:0:0:0:0/0'), row('tcp 22', '::/0'), true],
    ['one network by two addresses', row('tcp 22', '10.1.2.3/8'), row('tcp 22', '10.0.0.0/8'), true],
    ['other ports', row('tcp 22', '::/0'), row('tcp 22-23', '::/0'), false],
    ['all ports, said and unsaid', row('tcp', '::/0'), row('tcp 0-65535', '::/0'), true],
    ['all traffic with ports and without', row('-1', '::/0'), row('-1 0', '::/0'), true],
    [
      'a group and a prefix list',
      row('tcp 22', 'sg-0fedcba9876543210'),
      row('tcp 22', 'pl-0123456789abcdef0'),
      false,
    ],
  ];
  test.for(pairs)('are the same by content otherwise: %s', ([, one, other, expected]) => {
    expect(kind.same(without(one), other)).toBe(expected);
    expect(kind.same(other, without(one))).toBe(expected);
  });
});

describe('a row that an event shows', () => {
  const ssh = named(row('tcp 22', '0.0.0.0/0'), 'sgr-1');
  const live = { ...group([ssh, named(row('tcp 443', '::/0'), 'sgr-2')]), egress: ['sgr-9'] };
  const cases: readonly (readonly [string, IngressRule, boolean])[] = [
    ['is seen by id and content', ssh, true],
    ['is seen by content, without an id', without(row('tcp 22', '208.236.235.254/0')), true],
    ['is not seen where another row has the content', named(ssh, 'sgr-7'), false],
    ['is not seen where the row still has its old values', named(row('tcp 22', '::/0'), 'sgr-1'), false],
    ['is not seen where nothing is like it', without(row('tcp 23', '0.0.0.0/0')), false],
    ['need not be waited for where it is egress', named(row('tcp 22', '::/0'), 'sgr-9'), true],
  ];
  test.for(cases)('%s', ([, shown, expected]) => expect(kind.sees(live, shown)).toBe(expected));
});

describe('the kind', () => {
  test('writes ARNs of every partition', () => {
    const arn = (partition: string, region: string) =>
      kind.arn('sg-1', { partition, region, account: '123456789012' });
    expect(arn('aws', 'eu-central-1')).toBe('arn:aws:ec2:eu-central-1:123456789012:security-group/sg-1');
    expect(arn('aws-us-gov', 'us-gov-west-1')).toBe(
      'arn:aws-us-gov:ec2:us-gov-west-1:123456789012:security-group/sg-1',
    );
  });

  test('wakes for what can open or close', () => {
    expect(
      Object.entries(kind.calls)
        .map(([name, { wakes }]) => `${name} ${wakes}`)
        .sort(),
    ).toEqual([
      'AuthorizeSecurityGroupIngress opens',
      'CreateTags both',
      'DeleteSecurityGroup closes',
      'DeleteTags both',
      'ModifyManagedPrefixList both',
      'ModifySecurityGroupRules both',
      'RestoreManagedPrefixListVersion both',
      'RevokeSecurityGroupIngress closes',
    ]);
  });

  test('may revoke ingress in its own account, and nothing else that changes anything', () => {
    expect(kind.fix.flatMap(({ actions }) => actions)).toEqual(['ec2:RevokeSecurityGroupIngress']);
    for (const resource of kind.fix.flatMap(({ resources }) => resources))
      expect(resource).toContain('${AWS::AccountId}');
    for (const action of kind.read.flatMap(({ actions }) => actions))
      expect(action).toMatch(/^ec2:(Describe|Get)/);
  });

  test('takes the rows of an event for a group that cannot be read', () => {
    const rules = [row('tcp 22', '0.0.0.0/0')];
    const assumed = kind.assume('sg-1', rules);
    expect(kind.parts(assumed)).toBe(rules);
  });
});
