import { DEFAULT_POLICY, type Policy, type Scan } from '../../lambdas/core/base/policy.ts';
import type { FindingState } from '../../lambdas/core/ledger/record.ts';
import type { ClosedRecord } from '../../lambdas/publisher/sink.ts';
import { grantParts } from '../../lambdas/resource-types/s3-bucket/model.ts';

export const READABLE = 'world-readable-s3-buckets';
export const WRITABLE = 'publicly-writable-s3-buckets';
export const BUCKET = 'quarterly-figures';
export const ARN = `arn:aws:s3:::${BUCKET}`;

export const NOW = Date.UTC(2026, 10, 22, 9, 0, 30);

export const policyWith = (scans: Readonly<Record<string, Scan>>): Policy => ({
  ...DEFAULT_POLICY,
  templates: Object.fromEntries(Object.entries(scans).map(([template, scan]) => [template, { scan }])),
});

export const DEFAULTS: Scan = { samplingPercentage: 100, maxGigabytes: 10 };

const parts = grantParts([
  ['http://acs.amazonaws.com/groups/global/AllUsers', 'READ'],
  ['http://acs.amazonaws.com/groups/s3/LogDelivery', 'WRITE'],
]);

export const stateOf = (more: Partial<FindingState> = {}): FindingState => ({
  status: 'REMEDIATED',
  keys: ['k'],
  violating: ['READ to AllUsers'],
  openedAt: '2026-11-22T09:00:00Z',
  recent: { times: [1_795_338_003], actors: ['arn:aws:iam::123456789012:user/alice'], tools: [] },
  n: 7,
  ...more,
});

/** The entry of a bucket that was closed under these templates. */
export const closedBucket = (more: Partial<ClosedRecord> = {}): ClosedRecord => ({
  resource: ARN,
  n: 7,
  state: 'CLOSED',
  lease: 0,
  kind: 's3-bucket',
  type: 'AwsS3Bucket',
  id: BUCKET,
  account: '123456789012',
  region: 'eu-central-1',
  eventId: '11111111-2222-3333-4444-555555555555',
  eventName: 'PutBucketAcl',
  actor: { arn: 'arn:aws:iam::123456789012:user/alice' },
  openedAt: '2026-11-22T09:00:00Z',
  closedAt: '2026-11-22T09:00:03.250Z',
  version: '0.1.0',
  before: parts,
  removed: parts.slice(0, 1),
  kept: 1,
  findings: { [READABLE]: stateOf() },
  changed: [READABLE],
  expires: 1_800_000_000,
  ...more,
});
