import { describe, expect, test } from 'vitest';
import { createFixer } from '../../../lambdas/resource-types/security-group/fixer.ts';
import type { IngressRule } from '../../../lambdas/resource-types/security-group/model.ts';
import { group, row } from './rows.ts';
import { type Answer, described, page, refusals, set, stubEc2 } from './stub-ec2.ts';

const AUTHORIZE = 'AuthorizeSecurityGroupIngress';
const REVOKE = 'RevokeSecurityGroupIngress';
const DESCRIBE = 'DescribeSecurityGroupRules';

const range = row('tcp 20-30', '0.0.0.0/0');
const below: IngressRule = { protocol: 'tcp', fromPort: 20, toPort: 21, source: range.source };
const above: IngressRule = { protocol: 'tcp', fromPort: 23, toPort: 30, source: range.source };

const authorized = (...rules: readonly (readonly [string, IngressRule])[]): Answer => ({
  body: `<return>true</return>${set(
    'securityGroupRuleSet',
    rules.map(([id, { fromPort, toPort }]) => described(id, { fromPort, toPort })),
  )}`,
});
const revoked = (...ids: readonly (string | undefined)[]): Answer => ({
  body: `<return>true</return>${set(
    'revokedSecurityGroupRuleSet',
    ids.map((id) => ({ securityGroupRuleId: id })),
  )}`,
});
const full: Answer = {
  status: 400,
  body: '<Response><Errors><Error><Code>RulesPerSecurityGroupLimitExceeded</Code><Message>60</Message></Error></Errors></Response>',
};
const duplicate: Answer = {
  status: 400,
  body: '<Response><Errors><Error><Code>InvalidPermission.Duplicate</Code><Message>there</Message></Error></Errors></Response>',
};

const fixing = (rule: IngressRule, rest: readonly IngressRule[], ...answers: readonly Answer[]) => {
  const { client, sent } = stubEc2(...answers);
  const clock = { sleep: async () => {} };
  const fixed = createFixer(client, clock).fix(group([rule]), [rule], rest);
  return { fixed, sent, calls: () => sent.map(({ action }) => action) };
};

const fix = (rest: readonly IngressRule[], ...answers: readonly Answer[]) => fixing(range, rest, ...answers);

describe('the rest of a split row', () => {
  test('is added before the row is removed, all in one call', async () => {
    const done = fix([below, above], authorized(['sgr-0b', above], ['sgr-0a', below]), revoked(range.id));
    expect(await done.fixed).toEqual({
      gone: [range],
      removed: [range],
      left: [],
      added: [
        { ...below, id: 'sgr-0a' },
        { ...above, id: 'sgr-0b' },
      ],
    });
    expect(done.calls()).toEqual([AUTHORIZE, REVOKE]);
    expect(done.sent[0]?.parameters).toEqual({
      GroupId: 'sg-0123456789abcdef0',
      'IpPermissions.1.IpProtocol': 'tcp',
      'IpPermissions.1.FromPort': '20',
      'IpPermissions.1.ToPort': '21',
      'IpPermissions.1.IpRanges.1.CidrIp': '0.0.0.0/0',
      'IpPermissions.2.IpProtocol': 'tcp',
      'IpPermissions.2.FromPort': '23',
      'IpPermissions.2.ToPort': '30',
      'IpPermissions.2.IpRanges.1.CidrIp': '0.0.0.0/0',
    });
  });

  test.for<[string, IngressRule, Readonly<Record<string, string>>]>([
    [
      'IPv6',
      { ...row('tcp 20-30', '::/0'), description: 'six' },
      { 'Ipv6Ranges.1.CidrIpv6': '::/0', 'Ipv6Ranges.1.Description': 'six' },
    ],
    [
      'a prefix list',
      { ...row('tcp 20-30', 'pl-0123456789abcdef0'), description: 'list' },
      { 'PrefixListIds.1.PrefixListId': 'pl-0123456789abcdef0', 'PrefixListIds.1.Description': 'list' },
    ],
  ])('from %s keeps source and description', async ([, rule, expected]) => {
    const { id, ...rest } = { ...rule, toPort: 21 };
    const { fixed, sent } = fixing(rule, [rest], authorized(), revoked(id));
    expect((await fixed).added).toEqual([rest]);
    for (const [name, value] of Object.entries(expected))
      expect(sent[0]?.parameters[`IpPermissions.1.${name}`]).toBe(value);
  });

  test('keeps its tags, but for those that only AWS may set; other tags take another call', async () => {
    const tags = [
      { key: 'team', value: 'web' },
      { key: 'aws:cloudformation:stack-name', value: 'x' },
    ];
    const { fixed, sent } = fix(
      [{ ...below, tags }, above],
      authorized(['sgr-0a', below]),
      authorized(['sgr-0b', above]),
      revoked(range.id),
    );
    await fixed;
    expect(sent[0]?.parameters).toMatchObject({
      'TagSpecification.1.ResourceType': 'security-group-rule',
      'TagSpecification.1.Tag.1.Key': 'team',
      'TagSpecification.1.Tag.1.Value': 'web',
    });
    expect(JSON.stringify(sent)).not.toContain('aws:cloudformation');
    expect(JSON.stringify(sent[1])).not.toContain('TagSpecification');
  });
});

describe('the group is left as it was', () => {
  test('when the rest cannot be added', async () => {
    const { fixed, calls } = fix([below], full);
    expect(await fixed).toEqual({
      gone: [],
      removed: [],
      left: [range],
      added: [],
      error:
        'AWS refuses to add the rest of a range to sg-0123456789abcdef0, so the group was left as it was. ' +
        'Make room in the group, set ranges: row for the template, or revoke by hand. ' +
        'RulesPerSecurityGroupLimitExceeded: 60',
    });
    expect(calls()).toEqual([AUTHORIZE]);
  });
  test('when a part of the rest cannot be added', async () => {
    const tagged = { ...above, tags: [{ key: 'a', value: 'b' }] };
    const { fixed, sent } = fix([below, tagged], authorized(['sgr-0a', below]), full, revoked('sgr-0a'));
    expect(await fixed).toMatchObject({ gone: [], left: [range], added: [] });
    expect(sent[2]).toMatchObject({ action: REVOKE, parameters: { 'SecurityGroupRuleId.1': 'sgr-0a' } });
  });
  test('when the right to add is missing', async () => {
    const { fixed } = fix([below], refusals.denied);
    expect((await fixed).error).toContain('Allow ec2:AuthorizeSecurityGroupIngress, and ec2:CreateTags');
  });
  test('when the row cannot be removed', async () => {
    const { fixed, sent } = fix([below], authorized(['sgr-0a', below]), refusals.denied, revoked('sgr-0a'));
    expect(await fixed).toMatchObject({ gone: [], left: [range], added: [] });
    expect(sent[2]).toMatchObject({ action: REVOKE, parameters: { 'SecurityGroupRuleId.1': 'sgr-0a' } });
  });
  test('as far as we can: what could not be taken back is told', async () => {
    const { fixed } = fix([below], authorized(['sgr-0a', below]), refusals.denied, refusals.denied);
    const { added, error } = await fixed;
    expect(added).toEqual([{ ...below, id: 'sgr-0a' }]);
    expect(error).toContain('What was added for them, sgr-0a, could not be taken back.');
  });
});

test('the rest is taken back when somebody else has removed the row meanwhile', async () => {
  const { fixed, sent } = fix(
    [below],
    authorized(['sgr-0a', below]),
    refusals.noRule,
    page([]),
    revoked('sgr-0a'),
  );
  expect(await fixed).toEqual({ gone: [range], removed: [], left: [], added: [] });
  expect(sent.map(({ action }) => action)).toEqual([AUTHORIZE, REVOKE, DESCRIBE, REVOKE]);
});

test('a row that somebody else has added meanwhile is no reason not to add the others', async () => {
  const { fixed, sent } = fix(
    [below, above],
    duplicate,
    page([described('sgr-0x', { fromPort: 20, toPort: 21 })]),
    authorized(['sgr-0b', above]),
    revoked(range.id),
  );
  expect(await fixed).toMatchObject({ removed: [range], added: [{ ...above, id: 'sgr-0b' }] });
  expect(sent.map(({ action }) => action)).toEqual([AUTHORIZE, DESCRIBE, AUTHORIZE, REVOKE]);
  expect(sent[2]?.parameters['IpPermissions.1.FromPort']).toBe('23');
});
