import { describe, expect, test } from 'vitest';
import { createReader } from '../../../lambdas/resource-types/security-group/reader.ts';
import { group } from './rows.ts';
import { type Answer, set, stubEc2 } from './stub-ec2.ts';

const GROUP = 'sg-0123456789abcdef0';
const ONE = 'i-00000000000000001';
const OTHER = 'i-00000000000000002';

const interfaces = (...some: readonly Readonly<Record<string, unknown>>[]): Answer => ({
  body: set('networkInterfaceSet', some),
});
const attached = (instanceId: string, ...groups: readonly string[]) => ({
  attachment: { instanceId },
  groupSet: groups.map((groupId) => ({ groupId })),
});
const tags = (...some: readonly (readonly [string, string, string])[]): Answer => ({
  body: set(
    'tagSet',
    some.map(([resourceId, key, value]) => ({ resourceId, key, value })),
  ),
});

const reading = (options: { readonly usesTags?: boolean }, ...answers: readonly Answer[]) => {
  const { client, sent } = stubEc2(...answers);
  return { reader: createReader(client, { account: '123456789012' }, [], options), sent };
};

describe('the tags of a group', () => {
  test('are its own and those of the instances that use it, by any of their interfaces', async () => {
    const { reader, sent } = reading(
      {},
      interfaces(
        attached(ONE),
        attached(ONE),
        { attachment: { instanceOwnerId: 'amazon-elb' } },
        {},
        attached(OTHER),
      ),
      tags([ONE, 'CASB-Audit', 'No'], [GROUP, 'team', 'web'], ['i-3', 'a', 'b'], [ONE, '__proto__', 'x']),
    );
    expect(await reader.tags?.(GROUP, group([]))).toEqual([
      { owner: GROUP, tags: { team: 'web' } },
      { owner: ONE, tags: { 'CASB-Audit': 'No', ['__proto__']: 'x' } },
      { owner: OTHER, tags: {} },
    ]);
    expect(sent).toMatchObject([
      {
        action: 'DescribeNetworkInterfaces',
        parameters: { 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': GROUP },
      },
      {
        action: 'DescribeTags',
        parameters: {
          'Filter.1.Name': 'resource-id',
          'Filter.1.Value.1': GROUP,
          'Filter.1.Value.2': ONE,
          'Filter.1.Value.3': OTHER,
        },
      },
    ]);
  });
  test('of many instances are asked for 200 at a time', async () => {
    const many = Array.from({ length: 250 }, (_, i) => attached(`i-${i}`));
    const { reader, sent } = reading({}, interfaces(...many), tags(), tags());
    expect(await reader.tags?.(GROUP, group([]))).toHaveLength(251);
    const values = sent.map(
      ({ parameters }) => Object.keys(parameters).filter((key) => key.includes('Value')).length,
    );
    expect(values).toEqual([1, 200, 51]);
  });
});

describe('an instance', () => {
  test('leads to the groups of all its interfaces', async () => {
    const { reader, sent } = reading({}, interfaces(attached(ONE, GROUP, 'sg-2'), attached(ONE, GROUP)));
    expect(await reader.resolve({ by: 'instance', value: ONE })).toEqual([GROUP, 'sg-2']);
    expect(sent).toMatchObject([
      { parameters: { 'Filter.1.Name': 'attachment.instance-id', 'Filter.1.Value.1': ONE } },
    ]);
  });
  test('leads nowhere where no exclusion names tags: its role may not even look', async () => {
    const { reader, sent } = reading({ usesTags: false });
    expect(await reader.resolve({ by: 'instance', value: ONE })).toEqual([]);
    expect(sent).toEqual([]);
  });
  test('of a forged name is refused', async () => {
    const { reader } = reading({});
    await expect(reader.resolve({ by: 'instance', value: 'i-zz' })).rejects.toThrow('is no instance id');
  });
});

test('the name of a group is read by its id', async () => {
  const { reader, sent } = reading(
    {},
    { body: set('securityGroupInfo', [{ groupId: GROUP, groupName: 'web', ownerId: '123456789012' }]) },
  );
  expect(await reader.name?.(GROUP, group([]))).toBe('web');
  expect(sent).toMatchObject([{ parameters: { 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': GROUP } }]);
});
