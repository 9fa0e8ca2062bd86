import type { Exception } from '../../lambdas/core/exclusions/exceptions.ts';
import type { Flapping } from '../../lambdas/core/ledger/flapping.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import type { ReportInput } from '../../report/model.ts';
import { ACCOUNT, ACTORS, at, groupRecord, REGION, rule } from './report-records.ts';
import { BUCKETS, SNAPSHOTS } from './report-stores.ts';

const fileShare = [
  rule('a11', 'tcp', 443, '0.0.0.0/0', 'HTTPS, public'),
  rule('a12', 'tcp', 445, '0.0.0.0/0', 'temporary, for the migration', [
    { key: 'ticket', value: 'OPS-2291' },
  ]),
  rule('a13', 'tcp', 445, '::/0', 'temporary, for the migration', [{ key: 'ticket', value: 'OPS-2291' }]),
  rule('a14', 'tcp', 445, '10.20.0.0/16', 'office network'),
  rule('a15', 'tcp', 22, '10.20.7.0/24', 'administrators'),
  rule('a16', 'tcp', [9000, 9010], 'sg-0c4ffee0ddba11001', 'metrics'),
  rule('a17', 'icmp', [8, -1], '10.0.0.0/8', 'ping'),
];
const bastion = [
  rule('b21', 'tcp', 22, '0.0.0.0/0', 'ssh from anywhere'),
  rule('b22', 'tcp', 22, '198.51.100.0/24', 'office'),
  rule('b23', 'tcp', 443, '0.0.0.0/0'),
];
const database = [
  rule('c31', 'tcp', [3300, 3400], '0.0.0.0/0', 'load test'),
  rule('c32', 'tcp', 3306, 'sg-0c4ffee0ddba11001', 'application'),
  rule('c33', 'tcp', 5432, 'pl-0f1e2d3c4b5a69788', 'partners'),
];
const resolver = [
  rule('d41', 'tcp', 53, '0.0.0.0/0', 'public resolver'),
  rule('d42', 'udp', 53, '0.0.0.0/0', 'public resolver'),
  rule('d43', 'tcp', 853, '0.0.0.0/0', 'DNS over TLS'),
];
const vendor = [
  rule('e51', 'tcp', 22, '0.0.0.0/0', 'vendor SFTP, addresses not known yet'),
  rule('e52', 'tcp', 443, '10.0.0.0/8'),
];
const runner = [
  rule('f61', 'tcp', 22, '0.0.0.0/0', 'managed by terraform'),
  rule('f62', 'tcp', 8080, 'sg-0c4ffee0ddba11001', 'managed by terraform'),
];
const flapping = (n: number, openedAt: string, took: number, flaps?: Flapping): LedgerRecord =>
  groupRecord({
    id: 'sg-0d9e8f7a6b5c4d3e2',
    n,
    name: 'ci-runner',
    before: runner,
    removed: at(runner, 0),
    states: {
      'unrestricted-ssh-access': {
        status: 'REMEDIATED',
        parts: at(runner, 0),
        ...(flaps && { flapping: flaps }),
      },
    },
    call: 'AuthorizeSecurityGroupIngress',
    actor: ACTORS.pipeline,
    openedAt,
    took,
  });

const GROUPS: readonly LedgerRecord[] = [
  groupRecord({
    id: 'sg-0b7c1d2e3f4a5b6c7',
    name: 'bastion-legacy',
    before: bastion,
    states: {
      'unrestricted-ssh-access': {
        status: 'FAILED',
        parts: at(bastion, 0),
        error:
          'UnauthorizedOperation: You are not authorized to perform: ec2:RevokeSecurityGroupIngress on this resource, with an explicit deny in a service control policy.',
      },
    },
    call: 'AuthorizeSecurityGroupIngress',
    actor: ACTORS.shell,
    openedAt: '2026-11-21T16:42:10Z',
  }),
  groupRecord({
    id: 'sg-05a4b3c2d1e0f9a8b',
    name: 'resolver-public',
    before: resolver,
    states: { 'unrestricted-dns-access': { status: 'NOTIFIED', parts: at(resolver, 0, 1) } },
    call: 'AuthorizeSecurityGroupIngress',
    actor: ACTORS.console,
    openedAt: '2026-11-18T08:15:31Z',
  }),
  groupRecord({
    id: 'sg-0e1f2a3b4c5d6e7f8',
    name: 'vendor-sftp',
    before: vendor,
    states: {
      'unrestricted-ssh-access': {
        status: 'EXCLUDED',
        parts: at(vendor, 0),
        exclusion: {
          reason: 'Exception x-5d0c7a91b2: Vendor delivers until Tuesday; their addresses follow (OPS-2304)',
          owner: ACTORS.console.arn,
          until: '2026-11-24T18:00:00Z',
        },
      },
    },
    call: 'ModifySecurityGroupRules',
    actor: ACTORS.console,
    openedAt: '2026-11-20T13:02:44Z',
  }),
  groupRecord({
    id: 'sg-0123456789abcdef0',
    name: 'file-share',
    before: fileShare,
    removed: at(fileShare, 1, 2),
    states: { 'unrestricted-cifs-access': { status: 'REMEDIATED', parts: at(fileShare, 1, 2) } },
    call: 'AuthorizeSecurityGroupIngress',
    actor: ACTORS.console,
    openedAt: '2026-11-22T09:00:00Z',
    took: 2612,
  }),
  groupRecord({
    id: 'sg-0a9b8c7d6e5f40312',
    name: 'orders-database',
    before: database,
    removed: at(database, 0),
    added: [
      rule('c34', 'tcp', [3300, 3305], '0.0.0.0/0', 'load test'),
      rule('c35', 'tcp', [3307, 3388], '0.0.0.0/0', 'load test'),
      rule('c36', 'tcp', [3390, 3400], '0.0.0.0/0', 'load test'),
    ],
    states: {
      'unrestricted-mysql-access': { status: 'REMEDIATED', parts: at(database, 0) },
      'unrestricted-remote-desktop-access': { status: 'REMEDIATED', parts: at(database, 0) },
    },
    call: 'AuthorizeSecurityGroupIngress',
    actor: ACTORS.shell,
    openedAt: '2026-11-19T10:31:07Z',
    took: 3188,
  }),
  flapping(1, '2026-11-22T06:10:02Z', 1902),
  flapping(2, '2026-11-22T06:25:11Z', 2240),
  flapping(3, '2026-11-22T06:40:09Z', 5877, {
    count: 3,
    since: '2026-11-22T06:10:03.000Z',
    actors: [ACTORS.pipeline.arn],
    tools: ['Terraform'],
  }),
];

const EXCEPTIONS: readonly Exception[] = [
  {
    resource: `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/sg-0e1f2a3b4c5d6e7f8`,
    id: 'x-5d0c7a91b2',
    template: 'unrestricted-ssh-access',
    source: '0.0.0.0/0',
    until: '2026-11-24T18:00:00Z',
    reason: 'Vendor delivers until Tuesday; their addresses follow (OPS-2304)',
    grantedBy: ACTORS.console.arn,
    grantedAt: '2026-11-20T13:00:02Z',
  },
  {
    resource: `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:orders-before-upgrade`,
    id: 'x-0b83e6f4c1',
    template: 'rds-snapshot-with-public-permissions',
    until: '2026-11-12',
    reason: 'Hand-over to the auditors',
    grantedBy: ACTORS.shell.arn,
    grantedAt: '2026-11-11T09:30:00Z',
  },
];

/** An account as it might be: something of everything the report shows. */
export const SAMPLE: ReportInput = {
  generatedAt: '2026-11-22T14:30:00Z',
  account: ACCOUNT,
  region: REGION,
  records: [...GROUPS, ...BUCKETS, ...SNAPSHOTS],
  exceptions: EXCEPTIONS,
  refusals: [
    {
      kind: 's3-bucket',
      eventId: 'd2f6a1c4-98b7-4e35-8a60-1f2c3d4e5f60',
      reason:
        'PutBucketPolicy: the fields were omitted for size, and no bucket name stands anywhere in the event.',
    },
  ],
};
