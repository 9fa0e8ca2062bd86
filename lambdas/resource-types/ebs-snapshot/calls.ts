import {
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  ModifySnapshotAttributeCommand,
  paginateDescribeSnapshots,
} from '@aws-sdk/client-ec2';
import { type SharedCalls, tagsOf } from '../../adapters/shared-attribute.ts';
import { classify as classifyAny } from '../../core/base/errors.ts';
import type { Lister } from '../../core/base/ports.ts';
import type { Shared } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, ID } from './event.ts';
import { ERRORS } from './type.ts';

const Attribute = 'createVolumePermission';

const asItem = (value: string) => (value === EVERYBODY ? ({ Group: EVERYBODY } as const) : { UserId: value });

/** EC2's calls about snapshots. */
export const callsOf = (ec2: EC2Client): SharedCalls => ({
  noun: 'snapshot id',
  id: ID,
  classify: (error) => classifyAny(error, ERRORS),
  read: async (id) => {
    const { CreateVolumePermissions } = await ec2.send(
      new DescribeSnapshotAttributeCommand({ SnapshotId: id, Attribute }),
    );
    if (!CreateVolumePermissions)
      throw new Error(`EC2 described ${id} without its permissions; the call is tried again`);
    return {
      id,
      values: CreateVolumePermissions.flatMap(({ Group, UserId }) => {
        const value = Group ?? UserId;
        return value === undefined ? [] : [{ value }];
      }),
    };
  },
  change: (SnapshotId, operation, values) =>
    ec2.send(
      new ModifySnapshotAttributeCommand({
        SnapshotId,
        Attribute,
        CreateVolumePermission: { [operation === 'add' ? 'Add' : 'Remove']: values.map(asItem) },
      }),
    ),
  tags: async (id) => {
    const { Snapshots = [] } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] }));
    return tagsOf(Snapshots.flatMap(({ Tags = [] }) => Tags));
  },
});

/** The largest page that DescribeSnapshots gives. */
const PAGE = 1000;

const publicOnes = async (client: EC2Client): Promise<ReadonlySet<string>> => {
  const ids = new Set<string>();
  const request = { OwnerIds: ['self'], RestorableByUserIds: [EVERYBODY] };
  for await (const { Snapshots = [] } of paginateDescribeSnapshots({ client, pageSize: PAGE }, request))
    for (const { SnapshotId } of Snapshots) if (SnapshotId !== undefined) ids.add(SnapshotId);
  return ids;
};

/**
 * Lists the account's own snapshots; EC2 tells which of them are public, so that the others, thousands as a rule, need
 * no call each. An encrypted one cannot be public.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSnapshots.html
 */
export const createLister = (client: EC2Client): Lister<Shared> => ({
  list: async (token) => {
    const page = new DescribeSnapshotsCommand({
      OwnerIds: ['self'],
      MaxResults: PAGE,
      ...(token !== undefined && { NextToken: token }),
    });
    const [{ Snapshots = [], NextToken }, suspects] = await Promise.all([
      client.send(page),
      publicOnes(client),
    ]);
    const resources = Snapshots.flatMap(({ SnapshotId: id, Encrypted }) => {
      if (id === undefined) return [];
      return suspects.has(id) && Encrypted !== true ? [{ id }] : [{ id, model: { id, values: [] } }];
    });
    return { resources, ...(NextToken && { next: NextToken }) };
  },
});
