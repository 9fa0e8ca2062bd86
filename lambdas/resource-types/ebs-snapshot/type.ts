import type { Call, ResourceType } from '../../core/base/resource-type.ts';
import { ERRORS } from './errors.ts';
import { hint } from './event.ts';
import { arnOf, type Permission, type Snapshot } from './model.ts';
import { TEMPLATES } from './templates.ts';

/** An ARN of a snapshot names no account. */
const SNAPSHOTS = 'arn:${AWS::Partition}:ec2:${AWS::Region}::snapshot/*';

/** Tags come and go on everything; only those of a snapshot matter. */
const TAGGING: Call = {
  wakes: 'both',
  only: { requestParameters: { resourcesSet: { items: { resourceId: [{ prefix: 'snap-' }] } } } },
};

/** Snapshots of EBS volumes, judged by who may make a volume of them. */
export const ebsSnapshot: ResourceType<Snapshot, Permission> = {
  name: 'ebs-snapshot',
  noun: 'EBS snapshot',
  // ASFF has no type for snapshots of volumes.
  asffType: 'Other',
  errors: ERRORS,
  // EC2 refills 20 describes and 5 changes a second for each account and region:
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
  pace: { looksPerSecond: 20, fixesPerSecond: 5, atOnce: 5 },
  templates: TEMPLATES,
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
  arn: arnOf,
  key: ({ value }) => value,
  describe: ({ value }) => `createVolumePermission: ${value}`,
  parts: ({ permissions }) => permissions,
  assume: (id, permissions) => ({ id, permissions }),
  sees: ({ permissions }, shown) => permissions.some(({ value }) => value === shown.value),
  // Nothing tells one `all` from another: the ledger's may have been removed before this one was added.
  same: (shown, known) => shown.value === known.value,
};
