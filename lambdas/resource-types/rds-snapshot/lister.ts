import {
  DescribeDBClusterSnapshotsCommand,
  DescribeDBSnapshotsCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { Listed, Lister, Page } from '../../core/base/ports.ts';
import { idOf, type Snapshot, type Sort } from './model.ts';

/** Only manual snapshots can be shared: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html */
const MANUAL = 'manual';
/** The largest page that RDS gives. */
const PAGE = 100;

/**
 * An encrypted snapshot cannot be public, so that the list tells all of it; of others it does not tell with whom they
 * are shared. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/share-encrypted-snapshot.html
 */
const listed = (sort: Sort, name: string | undefined, encrypted: boolean | undefined): Listed<Snapshot>[] => {
  const id = idOf(sort, name ?? '');
  if (id === undefined) return [];
  return [{ id, ...(encrypted === true && { model: { id, restore: [] } }) }];
};

const request = (Marker: string | undefined) => ({
  SnapshotType: MANUAL,
  MaxRecords: PAGE,
  ...(Marker && { Marker }),
});

const pageOf = async (client: RDSClient, sort: Sort, marker: string | undefined): Promise<Page<Snapshot>> => {
  if (sort === 'snapshot') {
    const { DBSnapshots = [], Marker } = await client.send(new DescribeDBSnapshotsCommand(request(marker)));
    const resources = DBSnapshots.flatMap(({ DBSnapshotIdentifier, Encrypted }) =>
      listed(sort, DBSnapshotIdentifier, Encrypted),
    );
    return { resources, ...(Marker && { next: Marker }) };
  }
  const { DBClusterSnapshots = [], Marker } = await client.send(
    new DescribeDBClusterSnapshotsCommand(request(marker)),
  );
  const resources = DBClusterSnapshots.flatMap(({ DBClusterSnapshotIdentifier, StorageEncrypted }) =>
    listed(sort, DBClusterSnapshotIdentifier, StorageEncrypted),
  );
  return { resources, ...(Marker && { next: Marker }) };
};

/** The second of the two lists, from its start. */
const CLUSTERS: Sort = 'cluster-snapshot';

/** Lists the manual snapshots of one account and region, those of databases first, then those of clusters. */
export const createLister = (client: RDSClient): Lister<Snapshot> => ({
  list: async (token) => {
    if (token?.startsWith(`${CLUSTERS} `) || token === CLUSTERS) {
      const { resources, next } = await pageOf(client, CLUSTERS, token.slice(CLUSTERS.length + 1));
      return { resources, ...(next !== undefined && { next: `${CLUSTERS} ${next}` }) };
    }
    const { resources, next } = await pageOf(client, 'snapshot', token);
    return { resources, next: next ?? CLUSTERS };
  },
});
