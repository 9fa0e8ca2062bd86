import type { Call, ResourceType } from '../../core/base/resource-type.ts';
import { ERRORS } from './errors.ts';
import { hint } from './event.ts';
import { arnOf, nameOf, type RestoreValue, type Snapshot, sortOf } from './model.ts';
import { TEMPLATES } from './templates.ts';

const ARN = 'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}';
const SNAPSHOTS = `${ARN}:snapshot:*`;
const CLUSTER_SNAPSHOTS = `${ARN}:cluster-snapshot:*`;

/** The same calls tag databases and clusters, which nobody needs to wake up for. */
const TAGGING: Call = {
  wakes: 'both',
  only: {
    requestParameters: { resourceName: [{ wildcard: '*:snapshot:*' }, { wildcard: '*:cluster-snapshot:*' }] },
  },
};

/** Snapshots of databases and of clusters; Neptune's and DocumentDB's are behind the same API. */
export const rdsSnapshot: ResourceType<Snapshot, RestoreValue> = {
  name: 'rds-snapshot',
  noun: 'DB snapshot',
  errors: ERRORS,
  pace: { looksPerSecond: 20, fixesPerSecond: 5, atOnce: 5 },
  templates: TEMPLATES,
  asffType: (id) => (sortOf(id) === 'snapshot' ? 'AwsRdsDbSnapshot' : 'AwsRdsDbClusterSnapshot'),
  sources: ['aws.rds'],
  eventSources: ['rds.amazonaws.com'],
  calls: {
    ModifyDBSnapshotAttribute: { wakes: 'both' },
    ModifyDBClusterSnapshotAttribute: { wakes: 'both' },
    DeleteDBSnapshot: { wakes: 'closes', deletes: true },
    DeleteDBClusterSnapshot: { wakes: 'closes', deletes: true },
    AddTagsToResource: TAGGING,
    RemoveTagsFromResource: TAGGING,
  },
  read: [
    { actions: ['rds:DescribeDBSnapshotAttributes', 'rds:DescribeDBSnapshots'], resources: [SNAPSHOTS] },
    {
      actions: ['rds:DescribeDBClusterSnapshotAttributes', 'rds:DescribeDBClusterSnapshots'],
      resources: [CLUSTER_SNAPSHOTS],
    },
    { actions: ['rds:ListTagsForResource'], resources: [SNAPSHOTS, CLUSTER_SNAPSHOTS] },
  ],
  fix: [
    { actions: ['rds:ModifyDBSnapshotAttribute'], resources: [SNAPSHOTS] },
    { actions: ['rds:ModifyDBClusterSnapshotAttribute'], resources: [CLUSTER_SNAPSHOTS] },
  ],
  hint,
  arn: arnOf,
  nameOf,
  key: ({ value }) => value,
  describe: ({ value }) => `restore: ${value}`,
  parts: ({ restore }) => restore,
  assume: (id, restore) => ({ id, restore }),
  sees: ({ restore }, shown) => restore.some(({ value }) => value === shown.value),
  // Nothing tells one `all` from another: the ledger's may have been removed before this one was added.
  same: (shown, known) => shown.value === known.value,
};
