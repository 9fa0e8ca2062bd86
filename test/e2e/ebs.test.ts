import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DeleteSnapshotCommand,
  DescribeSnapshotAttributeCommand,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { beforeAll, expect, test } from 'vitest';
import type { Inbox } from '../../sandbox/inbox.ts';
import { until } from '../../sandbox/until.ts';
import { drawbridge } from './support/cli.ts';
import { clients, control, hubFindings, place, subscribe } from './support/cloud.ts';

const { ec2 } = clients;
const TEMPLATE = 'ebs-snapshot-with-public-permissions';
const PARTNER = '111122223333';
const FIXER = ':role/';

const arnOf = (id: string) => `arn:aws:ec2:${place.region}::snapshot/${id}`;

let inbox: Inbox;
let volume: string | undefined;

beforeAll(async () => {
  inbox = await subscribe();
  const { VolumeId } = await ec2.send(
    new CreateVolumeCommand({ AvailabilityZone: `${place.region}a`, Size: 1 }),
  );
  volume = VolumeId;
});

const newSnapshot = async (): Promise<string> => {
  const { SnapshotId = '' } = await ec2.send(new CreateSnapshotCommand({ VolumeId: volume }));
  return SnapshotId;
};

const change = (
  SnapshotId: string,
  operation: 'Add' | 'Remove',
  ...items: readonly ({ Group: 'all' } | { UserId: string })[]
) =>
  ec2.send(
    new ModifySnapshotAttributeCommand({
      SnapshotId,
      Attribute: 'createVolumePermission',
      CreateVolumePermission: { [operation]: items },
    }),
  );

const sharedWith = async (SnapshotId: string): Promise<readonly string[]> => {
  const { CreateVolumePermissions = [] } = await ec2.send(
    new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }),
  );
  return CreateVolumePermissions.flatMap(({ Group, UserId }) => Group ?? UserId ?? []).sort();
};

const findingAbout = (id: string, status: string, not?: string) =>
  inbox.finding(
    `${id}, ${status}`,
    (finding) => finding.resource.id === id && finding.status === status && finding.id !== not,
  );

test('a public snapshot loses `all`, keeps its named account, and comes back by an undo', async () => {
  const id = await newSnapshot();
  await change(id, 'Add', { UserId: PARTNER });
  await change(id, 'Add', { Group: 'all' });
  const finding = await findingAbout(id, 'REMEDIATED');
  expect(await sharedWith(id)).toEqual([PARTNER]);
  expect(finding).toMatchObject({
    template: TEMPLATE,
    severity: 'CRITICAL',
    resource: { type: 'Other', kind: 'ebs-snapshot', id, arn: arnOf(id) },
    violating: ['createVolumePermission: all'],
    kept: 1,
  });
  const [imported] = await until(`${id} in Security Hub`, async () => {
    const found = await hubFindings(arnOf(id));
    return found.length > 0 && found;
  });
  expect(imported).toMatchObject({ Id: `${arnOf(id)}/${TEMPLATE}`, Compliance: { Status: 'PASSED' } });

  const { code, stderr } = await drawbridge('undo', `${id}/1`, '--yes', '--reason', 'shared on purpose');
  expect(stderr).toContain('createVolumePermission: all');
  expect(code).toBe(0);
  await findingAbout(id, 'EXCLUDED');
  expect(await sharedWith(id)).toEqual([PARTNER, 'all']);
});

test('explain and sweep know it', async () => {
  const id = await newSnapshot();
  await control.addEventRule({ eventName: 'ModifySnapshotAttribute', times: 1, drop: true });
  await change(id, 'Add', { Group: 'all' });
  const explained = await drawbridge('explain', id, '--json');
  expect([explained.code, explained.stderr]).toEqual([1, '']);
  expect(JSON.parse(explained.stdout)).toMatchObject([
    { resource: { id }, would: { remove: ['createVolumePermission: all'] } },
  ]);
  const other = join(await mkdtemp(join(tmpdir(), 'drawbridge-')), 'other.yaml');
  await writeFile(other, 'mode: notify\n');
  const otherwise = await drawbridge('explain', id, '--policy', other);
  expect(otherwise.stderr).toContain('goes by another policy than this file');
  const swept = await drawbridge('sweep', '--json');
  expect(swept.code).toBe(1);
  const { open } = JSON.parse(swept.stdout) as { open: readonly { id: string }[] };
  expect(open.map((one) => one.id)).toContain(id);
  await change(id, 'Remove', { Group: 'all' });
});

test('one that AWS refused to close is resolved when it is deleted, and nothing dies of it', async () => {
  const id = await newSnapshot();
  await control.addFault({
    service: 'ec2',
    action: 'ModifySnapshotAttribute',
    caller: FIXER,
    about: id,
    status: 403,
    code: 'UnauthorizedOperation',
  });
  await change(id, 'Add', { Group: 'all' });
  await findingAbout(id, 'FAILED');
  await ec2.send(new DeleteSnapshotCommand({ SnapshotId: id }));
  expect(await findingAbout(id, 'RESOLVED')).toMatchObject({ gone: true });
});
