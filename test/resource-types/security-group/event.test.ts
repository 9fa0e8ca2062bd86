import { describe, expect, test } from 'vitest';
import type { CloudTrailEvent } from '../../../lambdas/core/base/event.ts';
import { isRecord } from '../../../lambdas/core/base/json.ts';
import { securityGroup as kind } from '../../../lambdas/resource-types/security-group/type.ts';

const GROUP = 'sg-0123456789abcdef0';
const OTHER = 'sg-0fedcba9876543210';
const RULE = 'sgr-0123456789abcdef0';
const LIST = 'pl-0123456789abcdef0';

/** An event of which only what a hint looks at is of interest. */
const event = (
  name: string,
  requestParameters: unknown,
  responseElements: unknown = null,
): CloudTrailEvent => ({
  name,
  id: '11111111-2222-3333-4444-555555555555',
  time: '2026-11-22T09:00:00Z',
  actor: { arn: 'arn:aws:iam::123456789012:root' },
  requestParameters,
  responseElements,
  record: { eventName: name, requestParameters, responseElements },
});

const hint = (one: CloudTrailEvent) => {
  const found = kind.hint(one);
  if ('refused' in found) throw new Error(found.refused);
  return { ...found, shows: found.shows.map(kind.describe) };
};

const AUTHORIZE = 'AuthorizeSecurityGroupIngress';
const MODIFY = 'ModifySecurityGroupRules';
const SSH = { ipProtocol: 'tcp', fromPort: 22, toPort: 22 };
const WORLD = { ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } };
const nested = { items: [{ ...SSH, groups: {}, ...WORLD, ipv6Ranges: {}, prefixListIds: {} }] };
const answer = (...items: readonly object[]) => ({ _return: true, securityGroupRuleSet: { items } });
const answered = {
  groupId: GROUP,
  securityGroupRuleId: RULE,
  isEgress: false,
  ...SSH,
  cidrIpv4: '0.0.0.0/0',
};

describe('the group is found', () => {
  const cases: readonly (readonly [string, CloudTrailEvent])[] = [
    ['in groupId', event(AUTHORIZE, { groupId: GROUP, ipPermissions: nested })],
    ['in GroupId', event(AUTHORIZE, { GroupId: GROUP })],
    ['in groupIds', event('RevokeSecurityGroupIngress', { groupIds: [GROUP] })],
    ['in a list of groupIds', event('RevokeSecurityGroupIngress', { groupIds: { items: [GROUP] } })],
    [
      'in the request that bears the call’s name',
      event(MODIFY, { [`${MODIFY}Request`]: { GroupId: GROUP } }),
    ],
    ['in an authorize in upper case', event(AUTHORIZE, { [`${AUTHORIZE}Request`]: { GroupId: GROUP } })],
    ['in request parameters that are JSON text', event(AUTHORIZE, JSON.stringify({ groupId: GROUP }))],
    [
      'in the answer, where the request names the group',
      event(AUTHORIZE, { groupName: 'default' }, answer(answered)),
    ],
    [
      'in an answer of one row',
      event(AUTHORIZE, { groupName: 'default' }, { securityGroupRuleSet: { items: answered } }),
    ],
    [
      'in an answer that says item',
      event(AUTHORIZE, { groupName: 'x' }, { securityGroupRuleSet: { item: answered } }),
    ],
    [
      'in an answer that bears the call’s name',
      event(AUTHORIZE, {}, { [`${AUTHORIZE}Response`]: { securityGroupRuleSet: { item: answered } } }),
    ],
    [
      'in the rows that a revoke names',
      event(
        'RevokeSecurityGroupIngress',
        { omitted: true },
        { revokedSecurityGroupRuleSet: { items: [{ groupId: GROUP }] } },
      ),
    ],
    [
      'in the answer to a delete',
      event('DeleteSecurityGroup', { groupName: 'x' }, { _return: true, groupId: GROUP }),
    ],
    [
      'in the parameters of EC2’s query API',
      event(AUTHORIZE, { GroupId: GROUP, 'IpPermissions.1.Groups.1.GroupId': OTHER }),
    ],
    [
      'beside a group that a row refers to',
      event(AUTHORIZE, {
        groupId: GROUP,
        ipPermissions: { items: [{ ...SSH, groups: { items: [{ groupId: OTHER }] } }] },
      }),
    ],
    [
      'beside a group that the answer refers to',
      event(
        AUTHORIZE,
        { groupName: 'x' },
        answer({ groupId: GROUP, referencedGroupInfo: { groupId: OTHER, userId: '1' } }),
      ),
    ],
    [
      'beside a group that a modified row refers to',
      event(MODIFY, {
        [`${MODIFY}Request`]: {
          GroupId: GROUP,
          SecurityGroupRule: { SecurityGroupRule: { ReferencedGroupId: OTHER } },
        },
      }),
    ],
    [
      'beside user id group pairs',
      event(AUTHORIZE, { GroupId: GROUP, IpPermissions: [{ UserIdGroupPairs: [{ GroupId: OTHER }] }] }),
    ],
  ];
  test.for(cases)('%s', ([, one]) => {
    const { ids, lookUps } = hint(one);
    expect({ ids, lookUps }).toEqual({ ids: [GROUP], lookUps: [] });
  });

  test('once, however often it is named', () => {
    expect(hint(event(AUTHORIZE, { groupId: GROUP }, answer(answered, answered))).ids).toEqual([GROUP]);
  });
});

describe('the group is looked up', () => {
  test('by its name, where the event names no id', () => {
    const old = event(AUTHORIZE, { groupName: 'default', ipPermissions: nested }, { _return: true });
    expect(hint(old)).toEqual({
      ids: [],
      lookUps: [{ by: 'name', value: 'default' }],
      closes: false,
      shows: ['tcp 22 from 0.0.0.0/0'],
    });
  });

  test('by its name, not by the name of a group that it refers to', () => {
    const groups = { items: [{ groupName: 'other', userId: '123456789012' }] };
    const one = event(AUTHORIZE, {
      groupName: 'mine',
      sourceSecurityGroupName: 'other',
      ipPermissions: { items: [{ ...SSH, groups }] },
    });
    expect(hint(one).lookUps).toEqual([{ by: 'name', value: 'mine' }]);
  });

  test('by the rule, where only the rule is named', () => {
    expect(
      hint(event('RevokeSecurityGroupIngress', { securityGroupRuleIds: { items: [RULE] } })).lookUps,
    ).toEqual([{ by: 'rule', value: RULE }]);
  });

  const lists: readonly (readonly [string, CloudTrailEvent])[] = [
    [
      'that got an entry',
      event('ModifyManagedPrefixList', {
        ModifyManagedPrefixListRequest: {
          AddEntry: { Description: 'mine', cidr: '0.0.0.0/0', tag: '1' },
          PrefixListId: LIST,
        },
      }),
    ],
    [
      'that was restored',
      event('RestoreManagedPrefixListVersion', {
        RestoreManagedPrefixListVersionRequest: { PrefixListId: LIST },
      }),
    ],
    ['in lower case', event('ModifyManagedPrefixList', { prefixListId: LIST })],
    [
      'in the answer',
      event(
        'ModifyManagedPrefixList',
        { omitted: true },
        { ModifyManagedPrefixListResponse: { prefixList: { prefixListId: LIST } } },
      ),
    ],
  ];
  test.for(lists)('by a prefix list %s', ([, one]) => {
    expect(hint(one)).toEqual({
      ids: [],
      lookUps: [{ by: 'prefix-list', value: LIST }],
      closes: true,
      shows: [],
    });
  });
});

describe('where parameters were omitted', () => {
  test('whatever looks like a group’s id will do', () => {
    const one = event(AUTHORIZE, { omitted: true }, { omitted: true });
    const record = {
      ...one.record,
      resources: [{ ARN: `arn:aws:ec2:eu-central-1:123456789012:security-group/${GROUP}` }],
    };
    expect(hint({ ...one, record }).ids).toEqual([GROUP]);
  });

  test('but not the id of a group that is referred to, nor a part of a word', () => {
    const one = event(AUTHORIZE, { omitted: true });
    const record = {
      ...one.record,
      groups: [{ groupId: OTHER }],
      userAgent: `my-${GROUP} sg-web xsg-0123456789abcdef0`,
    };
    expect(kind.hint({ ...one, record })).toHaveProperty('refused');
  });

  test('and never more than fifty', () => {
    const many = Array.from({ length: 500 }, (_, i) => `sg-${i.toString(16).padStart(17, '0')}`);
    const one = event(AUTHORIZE, { omitted: true });
    expect(hint({ ...one, record: { ...one.record, text: many.join(' ') } }).ids).toEqual(many.slice(0, 50));
    expect(hint(event(AUTHORIZE, { groupIds: many })).ids).toHaveLength(50);
  });
});

describe('tags', () => {
  const tagged = (...resourceIds: readonly string[]) => ({
    resourcesSet: { items: resourceIds.map((resourceId) => ({ resourceId })) },
    tagSet: { items: [{ key: 'CASB-Audit', value: OTHER }] },
  });
  const cases: readonly (readonly [string, unknown, readonly string[]])[] = [
    ['of a group are about it', tagged(GROUP), [GROUP]],
    [
      'of several resources are about the groups among them',
      tagged('ami-1', GROUP, 'vol-2', OTHER),
      [GROUP, OTHER],
    ],
    ['of a rule are about no group', tagged(RULE), []],
    ['of an image are about no group', tagged('ami-0aa1d83d0b0985c86'), []],
    ['of nothing are about no group', {}, []],
    ['of one resource may be an object', { resourcesSet: { items: { resourceId: GROUP } } }, [GROUP]],
    [
      'may come in upper case',
      { DeleteTagsRequest: { ResourceId: { tag: 1, content: 'x' }, 'ResourceId.1': GROUP } },
      [GROUP],
    ],
    ['without parameters are about no group', null, []],
  ];
  for (const name of ['CreateTags', 'DeleteTags'])
    test.for(cases)(`${name}: %s`, ([, parameters, ids]) => {
      expect(hint(event(name, parameters))).toEqual({ ids, lookUps: [], closes: true, shows: [] });
    });

  test('of an instance are about the groups that it uses', () => {
    const given = event('DeleteTags', tagged('i-0123456789abcdef0', GROUP));
    expect(hint(given)).toEqual({
      ids: [GROUP],
      lookUps: [{ by: 'instance', value: 'i-0123456789abcdef0' }],
      closes: true,
      shows: [],
    });
  });

  test('of an instance are let through only where an exclusion names tags', () => {
    const only = {
      requestParameters: { resourcesSet: { items: { resourceId: [{ prefix: 'i-' }, { prefix: 'sg-' }] } } },
    };
    expect(kind.forTags?.calls).toEqual({
      CreateTags: { wakes: 'both', only },
      DeleteTags: { wakes: 'both', only },
    });
  });

  test('of an instance are about the groups that it uses, which are looked up', () => {
    const instance = 'i-0123456789abcdef0';
    expect(hint(event('DeleteTags', tagged(instance, GROUP)))).toMatchObject({
      ids: [GROUP],
      lookUps: [{ by: 'instance', value: instance }],
    });
  });

  test('are let through to us for groups only', () => {
    const only = { requestParameters: { resourcesSet: { items: { resourceId: [{ prefix: 'sg-' }] } } } };
    expect(kind.calls['CreateTags']).toEqual({ wakes: 'both', only });
    expect(kind.calls['DeleteTags']).toEqual({ wakes: 'both', only });
  });
});

describe('an event shows', () => {
  const shows = (name: string, parameters: unknown, response?: unknown) =>
    hint(event(name, parameters, response)).shows;
  const at = { groupId: GROUP };

  test('the rows of the answer, with their ids, before those of the request', () => {
    expect(shows(AUTHORIZE, { ...at, ipPermissions: nested }, answer(answered))).toEqual([
      `tcp 22 from 0.0.0.0/0 (${RULE})`,
    ]);
  });

  test('no egress row', () => {
    for (const isEgress of [true, 'true'])
      expect(shows(AUTHORIZE, at, answer({ ...answered, isEgress }))).toEqual([]);
  });

  test('one row for each source of the request', () => {
    const permission = {
      ...SSH,
      ...WORLD,
      ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
      prefixListIds: { items: [{ prefixListId: LIST }] },
      groups: { items: [{ groupId: OTHER }] },
    };
    expect(shows(AUTHORIZE, { ...at, ipPermissions: { items: [permission] } })).toEqual([
      'tcp 22 from 0.0.0.0/0',
      'tcp 22 from ::/0',
      `tcp 22 from ${LIST}`,
    ]);
  });

  test('the flat form, ports as texts, protocols by number', () => {
    const flat = {
      ...at,
      ipPermissions: {},
      ipProtocol: '6',
      fromPort: '20',
      toPort: '30',
      cidrIp: '0.0.0.0/0',
    };
    expect(shows(AUTHORIZE, flat)).toEqual(['tcp 20-30 from 0.0.0.0/0']);
  });

  test('all traffic, with ports of any kind', () => {
    for (const ports of [
      {},
      { fromPort: -1, toPort: -1 },
      { fromPort: 0, toPort: 0 },
      { fromPort: '-1', toPort: '-1' },
    ])
      expect(
        shows(AUTHORIZE, { ...at, ipPermissions: { items: [{ ipProtocol: '-1', ...ports, ...WORLD }] } }),
      ).toEqual(['all traffic from 0.0.0.0/0']);
  });

  test('what came in upper case', () => {
    const permission = {
      IpProtocol: 'TCP',
      FromPort: 445,
      ToPort: 445,
      IpRanges: { CidrIp: '0.0.0.0/0', tag: 1 },
      tag: 1,
    };
    expect(
      shows(AUTHORIZE, { [`${AUTHORIZE}Request`]: { GroupId: GROUP, IpPermissions: permission } }),
    ).toEqual(['tcp 445 from 0.0.0.0/0']);
  });

  const update = (id: string, rule: object) => ({ SecurityGroupRuleId: id, tag: 1, SecurityGroupRule: rule });
  const open = (port: number) => ({ CidrIpv4: '0.0.0.0/0', FromPort: port, ToPort: port, IpProtocol: 'tcp' });
  const modify = (SecurityGroupRule: unknown) =>
    shows(MODIFY, { [`${MODIFY}Request`]: { GroupId: GROUP, SecurityGroupRule } });

  test('the new values of one modified rule, and of several', () => {
    expect(modify(update(RULE, open(22)))).toEqual([`tcp 22 from 0.0.0.0/0 (${RULE})`]);
    expect(modify([update(RULE, open(22)), update('sgr-2', open(23)), update('sgr-3', {})])).toEqual([
      `tcp 22 from 0.0.0.0/0 (${RULE})`,
      'tcp 23 from 0.0.0.0/0 (sgr-2)',
    ]);
  });

  test('nothing that no template could object to', () => {
    const rows = [
      { ...answered, cidrIpv4: '10.0.0.0/8' },
      { ...answered, cidrIpv4: undefined, referencedGroupInfo: { groupId: OTHER } },
      { ...answered, ipProtocol: 'icmp' },
    ];
    expect(shows(AUTHORIZE, at, answer(...rows))).toEqual([]);
  });

  test('nothing where something was closed', () => {
    for (const name of ['RevokeSecurityGroupIngress', 'DeleteSecurityGroup'])
      expect(hint(event(name, { ...at, ipPermissions: nested }))).toMatchObject({ closes: true, shows: [] });
  });
});

describe('an event of unknown shape', () => {
  const odd: readonly unknown[] = [
    undefined,
    null,
    7,
    true,
    '',
    'text',
    '{"groupId":',
    [],
    {},
    { groupId: null },
    { groupId: {} },
    { groupId: 7 },
    { groupId: '' },
    { groupId: 'sg-' },
    { groupId: 'sg-<script>' },
    { groupId: `sg-${'0'.repeat(10_000)}` },
    { groupId: { groupId: { groupId: {} } } },
    { groupId: 'sgr-0123456789abcdef0' },
    { groupName: {} },
    { groupName: 'n'.repeat(10_000) },
    { ipPermissions: 'x', securityGroupRuleSet: 7 },
    {
      ipPermissions: {
        items: [null, 7, 'x', { ipProtocol: {}, ipRanges: { items: [null, { cidrIp: {} }] } }],
      },
    },
    JSON.parse('{"__proto__": {"groupId": "x"}, "constructor": {"groupId": {}}, "toString": 1}'),
  ];
  const calls = Object.keys(kind.calls).filter((name) => !name.endsWith('Tags'));

  test.for(calls)('%s is refused with a reason that names the event', (name) => {
    for (const parameters of odd) {
      const found = kind.hint(event(name, parameters, parameters));
      expect(found).toHaveProperty('refused', expect.stringContaining(`${name} names no `));
      expect(found).toHaveProperty(
        'refused',
        expect.stringContaining('11111111-2222-3333-4444-555555555555'),
      );
    }
  });

  test('says what stands where the id should', () => {
    const reason = (parameters: unknown) =>
      (kind.hint(event(AUTHORIZE, parameters)) as { refused: string }).refused;
    expect(reason(null)).toContain('requestParameters are not an object');
    expect(reason({})).toContain('requestParameters.groupId is missing');
    expect(reason({ groupId: {} })).toContain('requestParameters.groupId is not a text');
    expect(reason({ groupId: 'sg-\n\u001b[31m' })).toContain(
      'requestParameters.groupId is "sg-\\n\\u001b[31m"',
    );
    expect(reason({ omitted: true })).toContain('omitted');
  });

  test('changes no prototype', () => {
    kind.hint(
      event(AUTHORIZE, JSON.parse('{"__proto__": {"polluted": 1}, "groupId": "sg-0123456789abcdef0"}')),
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('is gone through without end neither in depth nor in length', () => {
    const deep: unknown = JSON.parse(`${'{"groupId":'.repeat(20_000)}1${'}'.repeat(20_000)}`);
    const wide = { ipPermissions: { items: Array.from({ length: 4000 }, () => ({ ...SSH, ...WORLD })) } };
    const long = { groupName: 'sg-'.repeat(80_000), description: 'pl-0'.repeat(60_000) };
    const dotted = { ['a.'.repeat(100_000)]: 'x' };
    for (const parameters of [deep, wide, long, dotted])
      expect(kind.hint(event(AUTHORIZE, parameters, parameters))).toHaveProperty('refused');
    const found = kind.hint(event(AUTHORIZE, { groupId: GROUP, ...wide }));
    expect(isRecord(found) && 'shows' in found ? found.shows : []).toHaveLength(1000);
  });
});
