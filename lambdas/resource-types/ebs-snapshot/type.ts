import type { Call, ErrorCodes } from '../../core/base/resource-type.ts';
import { sharedType } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, hint } from './event.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export const ERRORS: ErrorCodes = {
  gone: ['InvalidSnapshot.NotFound'],
  permanent: ['InvalidSnapshot', 'InvalidSnapshotID', 'SnapshotLimitExceeded'],
};

/** An ARN of a snapshot names no account. */
const SNAPSHOTS = 'arn:${AWS::Partition}:ec2:${AWS::Region}::snapshot/*';

/** Tags come and go on everything; only those of a snapshot matter. */
const TAGGING: Call = {
  wakes: 'both',
  only: { requestParameters: { resourcesSet: { items: { resourceId: [{ prefix: 'snap-' }] } } } },
};

/** Snapshots of EBS volumes, judged by who may make a volume of them. */
export const ebsSnapshot = sharedType({
  name: 'ebs-snapshot',
  noun: 'EBS snapshot',
  // ASFF has no type for snapshots of volumes.
  asffType: 'Other',
  errors: ERRORS,
  // EC2 refills 20 describes and 5 changes a second for each account and region:
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
  pace: { looksPerSecond: 20, fixesPerSecond: 5, atOnce: 5 },
  attribute: 'createVolumePermission',
  everybody: EVERYBODY,
  template: {
    id: 'ebs-snapshot-with-public-permissions',
    title: 'EBS Snapshot with Public Permissions',
    why: 'Every AWS account can make a volume of a public snapshot and read the whole disk.',
    severity: 'CRITICAL',
    controls: ['EC2.1'],
  },
  sources: ['aws.ec2'],
  eventSources: ['ec2.amazonaws.com'],
  calls: {
    ModifySnapshotAttribute: { wakes: 'both' },
    ResetSnapshotAttribute: { wakes: 'closes' },
    DeleteSnapshot: { wakes: 'closes', deletes: true },
    CreateTags: TAGGING,
    DeleteTags: TAGGING,
  },
  read: [
    // EC2 takes no resource for DescribeSnapshots.
    { actions: ['ec2:DescribeSnapshots'], resources: ['*'] },
    { actions: ['ec2:DescribeSnapshotAttribute'], resources: [SNAPSHOTS] },
  ],
  fix: [
    {
      actions: ['ec2:ModifySnapshotAttribute'],
      resources: [SNAPSHOTS],
      conditions: { StringEquals: { 'ec2:Owner': '${AWS::AccountId}' } },
    },
  ],
  idPrefix: 'snap-',
  hint,
  arn: (id, { partition, region }) => `arn:${partition}:ec2:${region}::snapshot/${id}`,
});
