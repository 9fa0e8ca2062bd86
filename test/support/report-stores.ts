import { statementParts } from '../../lambdas/core/judge/statement-parts.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { type BucketPart, grantParts } from '../../lambdas/resource-types/s3-bucket/model.ts';
import { ACTORS, at, bucketRecord, snapshotRecord } from './report-records.ts';

const website = statementParts({
  Statement: [
    {
      Sid: 'PublicRead',
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::www.example.com/*',
    },
  ],
});
const uploads: readonly BucketPart[] = [
  ...grantParts([
    ['http://acs.amazonaws.com/groups/global/AllUsers', 'WRITE'],
    ['79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be', 'FULL_CONTROL'],
  ]),
  ...statementParts({
    Statement: [
      {
        Sid: 'Partners',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::444455556666:root' },
        Action: ['s3:GetObject', 's3:ListBucket'],
        Resource: ['arn:aws:s3:::uploads-eu', 'arn:aws:s3:::uploads-eu/*'],
      },
      {
        Sid: 'Anyone',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::uploads-eu/*',
      },
    ],
  }),
];
const archive: readonly BucketPart[] = [{ kind: 'encryption' }];

export const BUCKETS: readonly LedgerRecord[] = [
  bucketRecord({
    id: 'www.example.com',
    before: website,
    states: {
      'world-readable-s3-buckets': {
        status: 'EXCLUDED',
        parts: website,
        exclusion: { reason: 'The public website', owner: 'web-team@example.com', until: '2027-01-31' },
      },
    },
    closedAt: '2026-10-02T04:00:12.310Z',
  }),
  bucketRecord({
    id: 'uploads-eu',
    before: uploads,
    removed: at(uploads, 0, 3),
    states: { 'publicly-writable-s3-buckets': { status: 'REMEDIATED', parts: at(uploads, 0, 3) } },
    call: 'PutBucketPolicy',
    actor: ACTORS.stack,
    openedAt: '2026-11-17T15:48:55Z',
    took: 4105,
  }),
  bucketRecord({
    id: 'archive-2019',
    before: archive,
    removed: archive,
    states: { 'unencrypted-s3-buckets': { status: 'REMEDIATED', parts: archive } },
    closedAt: '2026-10-02T04:00:15.004Z',
  }),
];

const shared = [{ value: 'all' }, { value: '444455556666' }];
const cluster = snapshotRecord('AwsRdsDbClusterSnapshot');
const clusterBefore = cluster({
  id: 'cluster-snapshot:analytics-final',
  before: [{ value: 'all' }],
  states: {
    'rds-cluster-snapshot-with-public-permissions': { status: 'NOTIFIED', parts: [{ value: 'all' }] },
  },
  call: 'ModifyDBClusterSnapshotAttribute',
  actor: ACTORS.shell,
  openedAt: '2026-10-30T17:20:00Z',
});

export const SNAPSHOTS: readonly LedgerRecord[] = [
  snapshotRecord('AwsRdsDbSnapshot')({
    id: 'snapshot:orders-before-upgrade',
    before: shared,
    removed: at(shared, 0),
    states: { 'rds-snapshot-with-public-permissions': { status: 'REMEDIATED', parts: at(shared, 0) } },
    call: 'ModifyDBSnapshotAttribute',
    actor: ACTORS.console,
    openedAt: '2026-11-12T12:09:40Z',
    took: 3390,
  }),
  clusterBefore,
  {
    ...clusterBefore,
    n: 2,
    before: [],
    removed: [],
    kept: 0,
    eventId: '2b9d4c10-5f6e-4a8b-9c3d-7e1f0a2b4c6d',
    eventName: 'ModifyDBClusterSnapshotAttribute',
    actor: ACTORS.console,
    openedAt: '2026-10-31T08:05:12Z',
    closedAt: '2026-10-31T08:05:14.512Z',
    findings: Object.fromEntries(
      Object.entries(clusterBefore.findings).map(([template, state]) => [
        template,
        { ...state, status: 'RESOLVED', n: 2 },
      ]),
    ),
  },
];
