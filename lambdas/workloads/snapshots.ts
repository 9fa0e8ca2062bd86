import {
  CreateSnapshotsCommand,
  DeleteSnapshotCommand,
  type EC2Client,
  type Snapshot as Ec2Snapshot,
  ListSnapshotsInRecycleBinCommand,
  paginateDescribeSnapshots,
} from '@aws-sdk/client-ec2';
import { classify, errorCode } from '../core/base/errors.ts';
import type { Snapshot } from '../core/workloads/window.ts';
import type { Machine } from './instances.ts';
import { DESCRIPTION, INSTANCE_TAG, RUN_TAG } from './marks.ts';

/** A snapshot that bears our tag. */
export interface Tagged extends Snapshot {
  readonly run: string;
  readonly volume: string;
  readonly startedAt: number;
  /** Its description says that we made it. */
  readonly ours: boolean;
}

const GONE = { gone: ['InvalidSnapshot.NotFound', 'InvalidSnapshotID.Malformed'], permanent: [] };
const PAGE = 1000;

const tagOf = ({ Tags = [] }: Ec2Snapshot, key: string): string =>
  Tags.find(({ Key }) => Key === key)?.Value ?? '';

const STATES: Readonly<Record<string, Snapshot['state']>> = { completed: 'completed', error: 'error' };

const taggedOf = (snapshot: Ec2Snapshot): Tagged => ({
  id: snapshot.SnapshotId ?? '',
  instance: tagOf(snapshot, INSTANCE_TAG),
  run: tagOf(snapshot, RUN_TAG),
  volume: snapshot.VolumeId ?? '',
  state: STATES[snapshot.State ?? ''] ?? 'pending',
  startedAt: snapshot.StartTime?.getTime() ?? 0,
  ours: snapshot.Description === DESCRIPTION,
});

/** The snapshots that bear our tag, whoever made them: those of one run, or all. */
export const taggedSnapshots = async (client: EC2Client, run?: string): Promise<readonly Tagged[]> => {
  const filter =
    run === undefined ? { Name: 'tag-key', Values: [RUN_TAG] } : { Name: `tag:${RUN_TAG}`, Values: [run] };
  const found: Tagged[] = [];
  for await (const { Snapshots = [] } of paginateDescribeSnapshots(
    { client, pageSize: PAGE },
    { OwnerIds: ['self'], Filters: [filter] },
  ))
    found.push(...Snapshots.map(taggedOf));
  return found;
};

/** Asks for snapshots of an instance's volumes, all at one moment, tagged from the beginning. Throws what EC2 says. */
export const snapshotMachine = async (
  client: EC2Client,
  { id, volumes }: Machine,
  run: string,
  which: 'root' | 'all',
): Promise<void> => {
  const [, ...others] = volumes;
  await client.send(
    new CreateSnapshotsCommand({
      InstanceSpecification: {
        InstanceId: id,
        ...(which === 'root' && others.length > 0 && { ExcludeDataVolumeIds: others }),
      },
      Description: DESCRIPTION,
      TagSpecifications: [
        {
          ResourceType: 'snapshot',
          Tags: [
            { Key: RUN_TAG, Value: run },
            { Key: INSTANCE_TAG, Value: id },
            { Key: 'Name', Value: `Drawbridge scan of ${id}` },
          ],
        },
      ],
    }),
  );
};

/** Deletes a snapshot. Throws where it stays; one that is gone already is a success. */
export const deleteSnapshot = async (client: EC2Client, id: string): Promise<void> => {
  try {
    await client.send(new DeleteSnapshotCommand({ SnapshotId: id }));
  } catch (error) {
    if (classify(error, GONE) !== 'gone') throw error;
  }
};

/** Ours that a rule of the Recycle Bin keeps; nobody can delete them from there. Why, where that cannot be known. */
export const binnedSnapshots = async (
  client: EC2Client,
): Promise<{ readonly kept: readonly string[] } | { readonly unknown: string }> => {
  const kept: string[] = [];
  try {
    for (let NextToken: string | undefined, more = true; more; more = NextToken !== undefined) {
      const page = await client.send(
        new ListSnapshotsInRecycleBinCommand({ MaxResults: PAGE, ...(NextToken && { NextToken }) }),
      );
      const ours = (page.Snapshots ?? []).filter(({ Description }) => Description === DESCRIPTION);
      kept.push(...ours.flatMap(({ SnapshotId }) => SnapshotId ?? []));
      NextToken = page.NextToken;
    }
    return { kept };
  } catch (error) {
    return { unknown: errorCode(error) };
  }
};
