import { describe, expect, test } from 'vitest';
import { Permanent } from '../../../lambdas/core/base/errors.ts';
import { createReader } from '../../../lambdas/resource-types/security-group/reader.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/security-group/templates.ts';
import { type Answer, described, page, refusals, set, stubEc2 } from './stub-ec2.ts';

const GROUP = 'sg-0123456789abcdef0';
const LIST = 'pl-0123456789abcdef0';
const ACCOUNT = '123456789012';
/** What EC2 tells of a group beside its rows. */
const groups = (...items: readonly object[]): Answer => ({
  body: set('securityGroupInfo', items as Record<string, unknown>[]),
});
const WEB = { groupId: GROUP, groupName: 'web', groupDescription: 'The web', ownerId: ACCOUNT };

const reading = (...answers: readonly Answer[]) => {
  const { client, sent } = stubEc2(...answers);
  const slept: number[] = [];
  const clock = { sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  return { reader: createReader(client, { account: ACCOUNT }, TEMPLATES, clock), sent, slept };
};

describe('a group is read', () => {
  test('with one call where it violates nothing', async () => {
    const { reader, sent } = reading(page([described('sgr-00000001', { cidrIpv4: '10.0.0.0/8' })]));
    expect(await reader.read(GROUP)).toMatchObject({ id: GROUP, rules: [{ id: 'sgr-00000001' }] });
    expect(sent).toHaveLength(1);
  });

  test('with one call more where it violates a template', async () => {
    const { reader, sent } = reading(page([described('sgr-00000001')]), groups(WEB));
    expect(await reader.read(GROUP)).toEqual({
      id: GROUP,
      name: 'web',
      ownerId: ACCOUNT,
      rules: [
        {
          id: 'sgr-00000001',
          protocol: 'tcp',
          fromPort: 22,
          toPort: 22,
          source: { type: 'cidr', cidr: '0.0.0.0/0' },
        },
      ],
      egress: [],
      prefixLists: {},
    });
    expect(sent).toEqual([
      {
        action: 'DescribeSecurityGroupRules',
        parameters: { 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': GROUP, MaxResults: '1000' },
      },
      {
        action: 'DescribeSecurityGroups',
        parameters: { 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': GROUP, MaxResults: '1000' },
      },
    ]);
  });

  test('with both calls at once where the event shows that', async () => {
    const shown = [
      { protocol: 'tcp', fromPort: 22, toPort: 22, source: { type: 'cidr', cidr: '0.0.0.0/0' } },
    ];
    const { reader, sent } = reading(page([described('sgr-00000001')]), groups(WEB));
    await reader.read(GROUP, shown);
    expect(sent).toHaveLength(2);
    const narrow = reading(page([described('sgr-00000001', { cidrIpv4: '10.0.0.0/8' })]));
    await narrow.reader.read(GROUP, [{ ...shown[0], fromPort: 443, toPort: 443 }]);
    expect(narrow.sent).toHaveLength(1);
  });

  test('with the AWS service that made it for itself', async () => {
    const description = 'AWS created security group for d-1234567890 directory controllers';
    const { reader } = reading(
      page([described('sgr-00000001')]),
      groups({ ...WEB, groupDescription: description }),
    );
    expect(await reader.read(GROUP)).toMatchObject({ madeBy: 'AWS Directory Service' });
  });

  test('not at all where it cannot be told who made it', async () => {
    const { reader } = reading(page([described('sgr-00000001')]), refusals.denied);
    await expect(reader.read(GROUP)).rejects.toThrow('not authorized');
  });

  test('with everything that is needed to put a row back', async () => {
    const referencedGroupInfo = {
      groupId: 'sg-0fedcba9876543210',
      userId: '999999999999',
      vpcId: 'vpc-1',
      vpcPeeringConnectionId: 'pcx-1',
    };
    const { reader } = reading(
      page(
        [
          described('sgr-00000001', {
            description: 'for Alice',
            tagSet: [
              { key: '__proto__', value: 'x' },
              { key: 'team', value: '' },
            ],
          }),
          described('sgr-00000002', { cidrIpv4: '', cidrIpv6: '::/0' }),
          described('sgr-00000003', { cidrIpv4: '', referencedGroupInfo }),
          described('sgr-00000004', {
            cidrIpv4: '',
            ipProtocol: '-1',
            fromPort: -1,
            toPort: -1,
            prefixListId: LIST,
          }),
          described('sgr-00000005', { ipProtocol: '6' }),
        ].map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''))),
      ),
      { body: set('prefixListSet', []) },
      groups(WEB),
    );
    const rules = (await reader.read(GROUP))?.rules;
    expect(rules?.map(({ source }) => source)).toEqual([
      { type: 'cidr', cidr: '0.0.0.0/0' },
      { type: 'cidr', cidr: '::/0' },
      { type: 'group', id: 'sg-0fedcba9876543210', account: '999999999999', vpc: 'vpc-1', peering: 'pcx-1' },
      { type: 'prefix-list', id: LIST },
      { type: 'cidr', cidr: '0.0.0.0/0' },
    ]);
    expect(rules?.[0]).toMatchObject({
      description: 'for Alice',
      tags: [
        { key: '__proto__', value: 'x' },
        { key: 'team', value: '' },
      ],
    });
    expect(rules?.[3]).toMatchObject({ protocol: '-1', fromPort: -1, toPort: -1 });
    expect(rules?.[4]).toMatchObject({ protocol: 'tcp' });
    expect(JSON.parse(JSON.stringify(rules))).toEqual(rules);
  });

  test('without its egress rows, of which the ids alone are kept', async () => {
    const { reader } = reading(
      page([described('sgr-00000001', { isEgress: true }), described('sgr-00000002')]),
      groups(WEB),
    );
    expect(await reader.read(GROUP)).toMatchObject({
      rules: [{ id: 'sgr-00000002' }],
      egress: ['sgr-00000001'],
    });
  });

  test('over all pages, empty ones too', async () => {
    const { reader, sent } = reading(
      page([described('sgr-00000001')], 'two'),
      page([], 'three'),
      page([described('sgr-00000003')]),
      groups(WEB),
    );
    expect((await reader.read(GROUP))?.rules.map(({ id }) => id)).toEqual(['sgr-00000001', 'sgr-00000003']);
    expect(sent.slice(0, 3).map(({ parameters }) => parameters['NextToken'])).toEqual([
      undefined,
      'two',
      'three',
    ]);
  });

  test('as one without rows where EC2 knows none: it may be new, or deleted', async () => {
    const { reader } = reading(page([]));
    expect(await reader.read(GROUP)).toEqual({ id: GROUP, rules: [], egress: [], prefixLists: {} });
  });

  test('as gone where EC2 says so', async () => {
    const { reader } = reading(refusals.noGroup);
    expect(await reader.read(GROUP)).toBeUndefined();
  });

  test('as gone where another account owns it: a shared VPC shows it', async () => {
    const { reader } = reading(page([described('sgr-00000001', { groupOwnerId: '999999999999' })]));
    expect(await reader.read(GROUP)).toBeUndefined();
  });

  test.for(['denied', 'throttled', 'broken', 'malformed'] as const)(
    'not at all where EC2 is %s',
    async (refusal) => {
      const { reader } = reading(refusals[refusal]);
      await expect(reader.read(GROUP)).rejects.toThrow();
    },
  );

  test.for([
    '',
    'sg-',
    'sg-1',
    'sg-xyz12345',
    'SG-0123456789ABCDEF0',
    `${GROUP}\n`,
    `${GROUP}*`,
    'sgr-0123456789abcdef0',
    '__proto__',
  ])('not at all under the id %j, about which EC2 is not even asked', async (id) => {
    const { reader, sent } = reading();
    await expect(reader.read(id)).rejects.toThrow(Permanent);
    expect(sent).toEqual([]);
  });
});

describe('prefix lists', () => {
  const fromList = (id: string, list: string, more: object = {}) => {
    const { cidrIpv4: _, ...row } = described(id);
    return { ...row, prefixListId: list, ...more };
  };
  const lists = (...items: readonly object[]): Answer => ({
    body: set('prefixListSet', items as Record<string, unknown>[]),
  });
  const entries = (cidrs: readonly string[], next = ''): Answer => ({
    body:
      set(
        'entrySet',
        cidrs.map((cidr) => ({ cidr })),
      ) + (next ? `<nextToken>${next}</nextToken>` : ''),
  });

  test('are looked up where a template could object', async () => {
    const { reader, sent } = reading(
      page([fromList('sgr-00000001', LIST)]),
      lists({ prefixListId: LIST, ownerId: ACCOUNT }),
      entries(['10.0.0.0/8'], 'two'),
      entries(['0.0.0.0/0']),
      groups(WEB),
    );
    const group = await reader.read(GROUP);
    expect(group?.prefixLists).toEqual({ [LIST]: { ownerId: ACCOUNT, cidrs: ['10.0.0.0/8', '0.0.0.0/0'] } });
    expect(group && TEMPLATES.flatMap((template) => template.offending(group))).toHaveLength(1);
    expect(sent.map(({ action }) => action)).toEqual([
      'DescribeSecurityGroupRules',
      'DescribeManagedPrefixLists',
      'GetManagedPrefixListEntries',
      'GetManagedPrefixListEntries',
      'DescribeSecurityGroups',
    ]);
    expect(sent[1]?.parameters).toMatchObject({
      'Filter.1.Name': 'prefix-list-id',
      'Filter.1.Value.1': LIST,
    });
    expect(sent[2]?.parameters).toMatchObject({ PrefixListId: LIST, MaxResults: '100' });
  });

  test.for<[string, object]>([
    ['of ports that no template forbids', { fromPort: 443, toPort: 443 }],
    ['of ICMP', { ipProtocol: 'icmp', fromPort: -1, toPort: -1 }],
    ['of egress', { isEgress: true }],
  ])('%s are not looked up', async ([, more]) => {
    const { reader, sent } = reading(page([fromList('sgr-00000001', LIST, more)]));
    expect((await reader.read(GROUP))?.prefixLists).toEqual({});
    expect(sent).toHaveLength(1);
  });

  test('of AWS are known by their owner, and their entries not asked for', async () => {
    const { reader, sent } = reading(
      page([fromList('sgr-00000001', LIST)]),
      lists({ prefixListId: LIST, ownerId: 'AWS' }),
    );
    expect((await reader.read(GROUP))?.prefixLists).toEqual({ [LIST]: { ownerId: 'AWS', cidrs: [] } });
    expect(sent).toHaveLength(2);
  });

  test('that several rows refer to are asked for once', async () => {
    const { reader, sent } = reading(
      page([fromList('sgr-00000001', LIST), fromList('sgr-00000002', LIST, { fromPort: 445, toPort: 445 })]),
      lists({ prefixListId: LIST, ownerId: ACCOUNT }),
      entries(['10.0.0.0/8']),
    );
    await reader.read(GROUP);
    expect(sent).toHaveLength(3);
  });

  test('that are gone hold nothing', async () => {
    const { reader } = reading(
      page([fromList('sgr-00000001', LIST)]),
      lists({ prefixListId: LIST, ownerId: ACCOUNT }),
      refusals.noList,
    );
    expect((await reader.read(GROUP))?.prefixLists).toEqual({ [LIST]: { ownerId: ACCOUNT, cidrs: [] } });
  });

  test('that cannot be read make the group unreadable, never compliant', async () => {
    const denied = reading(page([fromList('sgr-00000001', LIST)]), refusals.denied);
    await expect(denied.reader.read(GROUP)).rejects.toThrow('not authorized');
    const entriesDenied = reading(
      page([fromList('sgr-00000001', LIST)]),
      lists({ prefixListId: LIST, ownerId: ACCOUNT }),
      refusals.denied,
    );
    await expect(entriesDenied.reader.read(GROUP)).rejects.toThrow('not authorized');
  });
});

describe('groups are found', () => {
  test('by name, in every VPC of the account, and by that very name', async () => {
    const { reader, sent } = reading(
      groups(
        { groupId: 'sg-00000001', groupName: 'web*', ownerId: ACCOUNT },
        { groupId: 'sg-00000002', groupName: 'web*', ownerId: ACCOUNT },
        { groupId: 'sg-00000003', groupName: 'web-front', ownerId: ACCOUNT },
        { groupId: 'sg-00000004', groupName: 'web*', ownerId: '999999999999' },
      ),
    );
    expect(await reader.resolve({ by: 'name', value: 'web*' })).toEqual(['sg-00000001', 'sg-00000002']);
    expect(sent).toEqual([
      {
        action: 'DescribeSecurityGroups',
        parameters: { 'Filter.1.Name': 'group-name', 'Filter.1.Value.1': 'web*', MaxResults: '1000' },
      },
    ]);
  });

  test('by a prefix list that their ingress rows refer to', async () => {
    const state = (word: string): Answer => ({
      body: set('prefixListSet', [{ prefixListId: LIST, state: word }]),
    });
    const { reader, sent, slept } = reading(
      state('modify-in-progress'),
      state('modify-complete'),
      groups({ groupId: 'sg-00000001', groupName: 'web', ownerId: ACCOUNT }),
    );
    expect(await reader.resolve({ by: 'prefix-list', value: LIST })).toEqual(['sg-00000001']);
    expect(slept).toEqual([500]);
    expect(sent[2]?.parameters).toMatchObject({
      'Filter.1.Name': 'ip-permission.prefix-list-id',
      'Filter.1.Value.1': LIST,
    });
  });

  test('later, where a prefix list is being changed for long', async () => {
    const changing = { body: set('prefixListSet', [{ prefixListId: LIST, state: 'restore-in-progress' }]) };
    const { reader } = reading(changing, changing, changing, changing, changing);
    await expect(reader.resolve({ by: 'prefix-list', value: LIST })).rejects.toThrow('still being changed');
  });

  test('by a rule', async () => {
    const { reader, sent } = reading(page([described('sgr-00000001')]));
    expect(await reader.resolve({ by: 'rule', value: 'sgr-00000001' })).toEqual([GROUP]);
    expect(sent[0]?.parameters).toEqual({ 'SecurityGroupRuleId.1': 'sgr-00000001' });
  });

  test('nowhere, where the rule is gone', async () => {
    const { reader } = reading(refusals.noRule);
    expect(await reader.resolve({ by: 'rule', value: 'sgr-00000001' })).toEqual([]);
  });

  test.for([
    { by: 'rule', value: 'sgr-*' },
    { by: 'prefix-list', value: 'pl-*' },
  ])('nowhere by $by $value, about which EC2 is not even asked', async (lookUp) => {
    const { reader, sent } = reading();
    await expect(reader.resolve(lookUp)).rejects.toThrow(Permanent);
    expect(sent).toEqual([]);
  });
});
