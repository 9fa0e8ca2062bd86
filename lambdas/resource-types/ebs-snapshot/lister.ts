import { DescribeSnapshotsCommand, type EC2Client, paginateDescribeSnapshots } from '@aws-sdk/client-ec2';
import type { Lister } from '../../core/base/ports.ts';
import { EVERYBODY, type Snapshot } from './model.ts';

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
export const createLister = (client: EC2Client): Lister<Snapshot> => ({
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
      return suspects.has(id) && Encrypted !== true ? [{ id }] : [{ id, model: { id, permissions: [] } }];
    });
    return { resources, ...(NextToken && { next: NextToken }) };
  },
});
