import type { EC2Client } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { sharedFixer, sharedReader } from '../../../lambdas/adapters/shared-attribute.ts';
import { callsOf, createLister } from '../../../lambdas/resource-types/ebs-snapshot/calls.ts';
import { type Answer, set, stubEc2 } from '../security-group/stub-ec2.ts';

const createReader = (client: EC2Client) => sharedReader(callsOf(client));
const createFixer = (client: EC2Client) => sharedFixer(callsOf(client));

const ID = 'snap-0123456789abcdef0';
const ALL = { value: 'all' };
const PARTNER = { value: '111122223333' };

const permissions = (...items: readonly object[]): Answer => ({
  body: `<snapshotId>${ID}</snapshotId>${set('createVolumePermission', items as Record<string, unknown>[])}`,
});
const PUBLIC = permissions({ group: 'all' }, { userId: PARTNER.value });
const PRIVATE = permissions({ userId: PARTNER.value });
const DONE: Answer = { body: '<return>true</return>' };
const GONE: Answer = {
  status: 400,
  body: '<Response><Errors><Error><Code>InvalidSnapshot.NotFound</Code><Message>none</Message></Error></Errors></Response>',
};

const snapshot = { id: ID, values: [ALL, PARTNER] };

test('a snapshot reads as whom it is shared with, by one call', async () => {
  const { client, sent } = stubEc2(PUBLIC);
  expect(await createReader(client).read(ID)).toEqual(snapshot);
  expect(sent.map(({ action }) => action)).toEqual(['DescribeSnapshotAttribute']);
});

test('one that is gone reads as nothing, and a text that is no id is asked nobody about', async () => {
  expect(await createReader(stubEc2(GONE).client).read(ID)).toBeUndefined();
  const { client, sent } = stubEc2();
  await expect(createReader(client).read('snap-*')).rejects.toThrow('no snapshot id');
  expect(sent).toEqual([]);
});

test('`all` goes, by one call that names nothing else', async () => {
  const { client, sent } = stubEc2(DONE, PRIVATE);
  expect(await createFixer(client).fix(snapshot, [ALL])).toEqual({ gone: [ALL], removed: [ALL], left: [] });
  expect(sent[0]).toEqual({
    action: 'ModifySnapshotAttribute',
    parameters: {
      SnapshotId: ID,
      Attribute: 'createVolumePermission',
      'CreateVolumePermission.Remove.1.Group': 'all',
    },
  });
});

test('`all` that is there after the call is left, with what to do', async () => {
  const { client } = stubEc2(DONE, PUBLIC);
  expect(await createFixer(client).fix(snapshot, [ALL])).toMatchObject({
    left: [ALL],
    error: expect.stringContaining('by hand'),
  });
});

test('the list leaves in doubt only what EC2 says is public and is not encrypted', async () => {
  const rows = [
    { snapshotId: 'snap-1', encrypted: true },
    { snapshotId: 'snap-2', encrypted: false },
    { snapshotId: 'snap-3', encrypted: false },
  ];
  const page = { body: `${set('snapshotSet', rows)}<nextToken>more</nextToken>` };
  const { client, sent } = stubEc2(page, { body: set('snapshotSet', rows.slice(0, 2)) });
  expect(await createLister(client).list()).toEqual({
    resources: [
      { id: 'snap-1', model: { id: 'snap-1', values: [] } },
      { id: 'snap-2' },
      { id: 'snap-3', model: { id: 'snap-3', values: [] } },
    ],
    next: 'more',
  });
  expect(sent.map(({ parameters }) => [parameters['Owner.1'], parameters['RestorableBy.1']])).toEqual([
    ['self', undefined],
    ['self', 'all'],
  ]);
});
