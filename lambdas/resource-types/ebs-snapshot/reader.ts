import {
  DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { Permanent } from '../../core/base/errors.ts';
import type { Reader } from '../../core/base/ports.ts';
import { classify } from './errors.ts';
import { ID, type Snapshot } from './model.ts';

/** Reads who may use a snapshot, in one call; undefined when it is gone. Throws EC2's other errors. */
export const readSnapshot = async (client: EC2Client, id: string): Promise<Snapshot | undefined> => {
  if (!ID.test(id))
    throw new Permanent(
      `${JSON.stringify(id.slice(0, 64))} is no snapshot id. Check where the event came from.`,
    );
  try {
    const { CreateVolumePermissions } = await client.send(
      new DescribeSnapshotAttributeCommand({ SnapshotId: id, Attribute: 'createVolumePermission' }),
    );
    if (!CreateVolumePermissions)
      throw new Error(`EC2 described ${id} without its permissions; the call is tried again`);
    return {
      id,
      permissions: CreateVolumePermissions.flatMap(({ Group, UserId }) => {
        const value = Group ?? UserId;
        return value === undefined ? [] : [{ value }];
      }),
    };
  } catch (error) {
    if (classify(error) === 'gone') return undefined;
    throw error;
  }
};

/** Reads the snapshots of one account and region. */
export const createReader = (client: EC2Client): Reader<Snapshot> => ({
  read: (id) => readSnapshot(client, id),
  resolve: async () => [],
  tags: async (id) => {
    const { Snapshots = [] } = await client.send(new DescribeSnapshotsCommand({ SnapshotIds: [id] }));
    const tags = Snapshots.flatMap(({ Tags = [] }) => Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    return [{ owner: id, tags: Object.fromEntries(tags) as Record<string, string> }];
  },
});
