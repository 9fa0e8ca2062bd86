import { describe, expect, test } from 'vitest';
import { createLister } from '../../../lambdas/resource-types/security-group/lister.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/security-group/templates.ts';
import { type Answer, refusals, set, stubEc2 } from './stub-ec2.ts';

const ACCOUNT = '123456789012';
const LIST = 'pl-0123456789abcdef0';

const group = (groupId: string, ipPermissions: readonly object[] = [], more: object = {}) => ({
  groupId,
  ownerId: ACCOUNT,
  ipPermissions,
  ...more,
});

const groups = (found: readonly object[], next = ''): Answer => ({
  body: set('securityGroupInfo', found as never) + (next ? `<nextToken>${next}</nextToken>` : ''),
});

const ssh = (more: object) => ({ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ...more });

const listing = (...answers: readonly Answer[]) => {
  const { client, sent } = stubEc2(...answers);
  return { lister: createLister(client, { account: ACCOUNT }, TEMPLATES), sent };
};

const violated = (model: Parameters<(typeof TEMPLATES)[number]['offending']>[0] | undefined) =>
  model && TEMPLATES.filter((template) => template.offending(model).length > 0).map(({ id }) => id);

describe('groups are listed', () => {
  test('a thousand a call, with nothing else asked where there are no prefix lists', async () => {
    const { lister, sent } = listing(groups([group('sg-1'), group('sg-2')], 'more'));
    const page = await lister.list();
    expect(page.resources.map(({ id }) => id)).toEqual(['sg-1', 'sg-2']);
    expect(page.next).toBe('more');
    expect(sent).toEqual([{ action: 'DescribeSecurityGroups', parameters: { MaxResults: '1000' } }]);
  });

  test('on from a page to the next, until there is none', async () => {
    const { lister, sent } = listing(groups([group('sg-3')]));
    expect(await lister.list('more')).not.toHaveProperty('next');
    expect(sent[0]?.parameters).toMatchObject({ NextToken: 'more' });
  });

  test('with the AWS service that made one for itself', async () => {
    const about = { groupName: 'x', groupDescription: 'Amazon WorkSpaces Security Group' };
    const { lister } = listing(groups([group('sg-1', [], about), group('sg-2')]));
    const { resources } = await lister.list();
    expect(resources.map(({ model }) => model?.madeBy)).toEqual(['Amazon WorkSpaces', undefined]);
  });

  test.for([
    ['an IPv4 range', ssh({ ipRanges: [{ cidrIp: '0.0.0.0/0' }] }), ['unrestricted-ssh-access']],
    ['an IPv6 range', ssh({ ipv6Ranges: [{ cidrIpv6: '::/0' }] }), ['unrestricted-ssh-access']],
    [
      'two halves of the world',
      ssh({ ipRanges: [{ cidrIp: '0.0.0.0/1' }, { cidrIp: '128.0.0.0/1' }] }),
      ['unrestricted-ssh-access'],
    ],
    ['everything', { ipProtocol: '-1', ipRanges: [{ cidrIp: '0.0.0.0/0' }] }, TEMPLATES.map(({ id }) => id)],
    ['a narrow range', ssh({ ipRanges: [{ cidrIp: '10.0.0.0/8' }] }), []],
    ['another group', ssh({ groups: [{ groupId: 'sg-9', userId: ACCOUNT }] }), []],
    ['nothing', ssh({}), []],
  ] as const)('with %s to be judged by', async ([, permission, expected]) => {
    const { lister } = listing(groups([group('sg-1', [permission])]));
    const [found] = (await lister.list()).resources;
    expect(violated(found?.model)).toEqual(expected);
  });

  test('with the entries of the prefix lists that may matter, each list once', async () => {
    const permission = ssh({ prefixListIds: [{ prefixListId: LIST }] });
    const { lister, sent } = listing(
      groups([group('sg-1', [permission]), group('sg-2', [permission])]),
      { body: set('prefixListSet', [{ prefixListId: LIST, ownerId: ACCOUNT }]) },
      { body: set('entrySet', [{ cidr: '0.0.0.0/0' }]) },
    );
    const { resources } = await lister.list();
    expect(resources.map(({ model }) => violated(model))).toEqual(Array(2).fill(['unrestricted-ssh-access']));
    expect(sent).toHaveLength(3);
  });

  test('without those of other accounts, which a shared VPC shows', async () => {
    const { lister } = listing(groups([group('sg-1', [], { ownerId: '999999999999' }), group('sg-2')]));
    expect((await lister.list()).resources.map(({ id }) => id)).toEqual(['sg-2']);
  });

  test('or the refusal is thrown', async () => {
    await expect(listing(refusals.denied).lister.list()).rejects.toThrow('not authorized');
  });
});
