import {
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBSnapshotAttributesCommand,
  ListTagsForResourceCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Reader } from '../../core/base/ports.ts';
import type { Place } from '../../core/base/resource-type.ts';
import { classify } from './errors.ts';
import { arnOf, nameOf, type RestoreValue, type Snapshot, sortOf } from './model.ts';

interface Attribute {
  readonly AttributeName?: string | undefined;
  readonly AttributeValues?: readonly string[] | undefined;
}

/** Who may restore a snapshot, out of what RDS answers; undefined when the answer does not tell. */
export const restoreValues = (
  attributes: readonly Attribute[] | undefined,
): readonly RestoreValue[] | undefined =>
  attributes
    ?.filter(({ AttributeName }) => AttributeName === 'restore')
    .flatMap(({ AttributeValues = [] }) => AttributeValues.map((value) => ({ value })));

const attributesOf = async (client: RDSClient, id: string): Promise<readonly Attribute[] | undefined> => {
  if (sortOf(id) === 'snapshot') {
    const command = new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: nameOf(id) });
    return (await client.send(command)).DBSnapshotAttributesResult?.DBSnapshotAttributes;
  }
  const command = new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier: nameOf(id) });
  return (await client.send(command)).DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes;
};

/** Reads a snapshot in one call. Throws RDS's errors, and when the answer does not say who may restore it. */
export const readSnapshot = async (client: RDSClient, id: string): Promise<Snapshot | undefined> => {
  try {
    const restore = restoreValues(await attributesOf(client, id));
    if (!restore) throw new Error(`RDS described ${id} without its attributes; the call is tried again`);
    return { id, restore };
  } catch (error) {
    if (classify(error) === 'gone') return undefined;
    throw error;
  }
};

/** Reads the snapshots of one account and region. */
export const createReader = (client: RDSClient, place: Place): Reader<Snapshot> => ({
  read: (id) => readSnapshot(client, id),
  resolve: async () => [],
  tags: async (id) => {
    const command = new ListTagsForResourceCommand({ ResourceName: arnOf(id, place) });
    const { TagList = [] } = await client.send(command);
    const tags = Object.fromEntries(TagList.map(({ Key = '', Value = '' }) => [Key, Value]));
    return [{ owner: id, tags }];
  },
});
