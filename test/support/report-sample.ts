import type { Exception } from '../../bin/report/exceptions.ts';
import type { ReportInput } from '../../bin/report/model.ts';
import type { Actor } from '../../lambdas/core/event.ts';
import type { FindingState, LedgerRecord, Status } from '../../lambdas/core/record.ts';
import {
  type BucketPart,
  key as bucketKey,
  grantParts,
  statementParts,
} from '../../lambdas/s3-bucket/model.ts';
import { describe, type IngressRule, key } from '../../lambdas/security-group/model.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-central-1';

export const ACTORS = {
  pipeline: {
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/deploy-platform/gitlab-4711`,
    sourceIp: '198.51.100.24',
    userAgent:
      'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.20.0 aws-sdk-go-v2/1.39.2 os/linux lang/go#1.25.3',
  },
  console: {
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_PowerUser_5c1e/maria.lopez@example.com`,
    sourceIp: '203.0.113.77',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  },
  shell: {
    arn: `arn:aws:iam::${ACCOUNT}:user/tom.becker`,
    sourceIp: '203.0.113.140',
    userAgent:
      'aws-cli/2.31.10 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 lang/python#3.13.7 md/prompt#off md/command#ec2.authorize-security-group-ingress',
  },
  stack: {
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}/AWSCloudFormation`,
    sourceIp: 'cloudformation.amazonaws.com',
    userAgent: 'cloudformation.amazonaws.com',
  },
} satisfies Record<string, Actor>;

interface Given<Part> {
  readonly id: string;
  readonly n?: number;
  readonly name?: string;
  readonly before: readonly Part[];
  readonly removed?: readonly Part[];
  /** By template. */
  readonly states: Readonly<
    Record<string, { readonly status: Status; readonly parts: readonly Part[]; readonly error?: string }>
  >;
  readonly carried?: LedgerRecord['findings'];
  readonly call?: string;
  readonly actor?: Actor;
  readonly openedAt?: string;
  /** Milliseconds from the call to the record. */
  readonly took?: number;
  readonly closedAt?: string;
}

interface Sort<Part> extends Pick<LedgerRecord, 'kind' | 'type'> {
  arn(id: string): string;
  key(part: Part): string;
  describe(part: Part): string;
}

const EVENT_IDS = ['4f1c', '9b7e', '0d3a', 'c852', '71ef', 'a6b0'];
const eventId = (id: string, n: number): string =>
  `${id
    .slice(-8)
    .replace(/[^0-9a-f]/g, 'e')
    .padStart(8, '7')}-${EVENT_IDS[n % 6]}-4c2d-9a51-${String(n).padStart(4, '0')}63b2d0e7`;

/** A record as the remediation loop writes it. */
const record =
  <Part>({ kind, type, arn, key: keyOf, describe: words }: Sort<Part>) =>
  (given: Given<Part>): LedgerRecord => {
    const {
      id,
      n = 1,
      name,
      before,
      removed = [],
      states,
      carried,
      call,
      actor,
      openedAt,
      took = 2400,
    } = given;
    const closedAt = given.closedAt ?? new Date(Date.parse(openedAt ?? '') + took).toISOString();
    const finding = ({ status, parts, error }: Given<Part>['states'][string]): FindingState => ({
      status,
      keys: parts.map(keyOf),
      violating: parts.map(words),
      n,
      ...(openedAt && { openedAt }),
      ...(error && { error }),
    });
    const own = Object.entries(states).map(([template, state]) => [template, finding(state)] as const);
    return {
      resource: arn(id),
      n,
      state: 'CLOSED',
      lease: Date.parse(closedAt) + 8000,
      kind,
      type,
      id,
      ...(name && { name }),
      account: ACCOUNT,
      region: REGION,
      ...(call && { eventId: eventId(id, n), eventName: call }),
      ...(actor && { actor }),
      ...(openedAt && { openedAt }),
      closedAt,
      version: '0.1.0',
      before,
      removed,
      kept: before.length - removed.length,
      findings: { ...carried, ...Object.fromEntries(own) },
      changed: Object.keys(states).sort(),
      expires: Math.floor(Date.parse(closedAt) / 1000) + 400 * 86_400,
    };
  };

export const groupRecord = record<IngressRule>({
  kind: 'security-group',
  type: 'AwsEc2SecurityGroup',
  arn: (id) => `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/${id}`,
  key,
  describe,
});

const bucketRecord = record<BucketPart>({
  kind: 's3-bucket',
  type: 'AwsS3Bucket',
  arn: (id) => `arn:aws:s3:::${id}`,
  key: bucketKey,
  describe: (part) => (part.kind === 'grant' ? `${part.permission} for ${part.grantee}` : part.kind),
});

const snapshotRecord = (type: 'AwsRdsDbSnapshot' | 'AwsRdsDbClusterSnapshot') =>
  record<{ readonly value: string }>({
    kind: 'rds-snapshot',
    type,
    arn: (id) => `arn:aws:rds:${REGION}:${ACCOUNT}:${id}`,
    key: ({ value }) => value,
    describe: ({ value }) => `restore: ${value}`,
  });

/** A row; a source that is no address is a group's id or a prefix list's. */
export const rule = (
  id: string,
  protocol: string,
  ports: number | readonly [from: number, to: number],
  source: string,
  description?: string,
  tags?: NonNullable<IngressRule['tags']>,
): IngressRule => {
  const [fromPort, toPort] = typeof ports === 'number' ? [ports, ports] : ports;
  const type = source.startsWith('sg-') ? 'group' : 'prefix-list';
  return {
    id: `sgr-0${id.padStart(16, '5e1c9a7b30d2f846')}`,
    protocol,
    fromPort,
    toPort,
    source: /^(sg|pl)-/.test(source) ? { type, id: source } : { type: 'cidr', cidr: source },
    ...(description && { description }),
    ...(tags && { tags }),
  };
};

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
const at = <Part>(parts: readonly Part[], ...places: number[]): readonly Part[] =>
  places.flatMap((place) => parts[place] ?? []);

const flapping = (n: number, openedAt: string, took: number): LedgerRecord =>
  groupRecord({
    id: 'sg-0d9e8f7a6b5c4d3e2',
    n,
    name: 'ci-runner',
    before: runner,
    removed: at(runner, 0),
    states: { 'unrestricted-ssh-access': { status: 'REMEDIATED', parts: at(runner, 0) } },
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
    states: { 'unrestricted-ssh-access': { status: 'EXCLUDED', parts: at(vendor, 0) } },
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
  flapping(3, '2026-11-22T06:40:09Z', 5877),
];

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

const BUCKETS: readonly LedgerRecord[] = [
  bucketRecord({
    id: 'www.example.com',
    before: website,
    states: { 'world-readable-s3-buckets': { status: 'EXCLUDED', parts: website } },
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

const SNAPSHOTS: readonly LedgerRecord[] = [
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

const EXCEPTIONS: readonly Exception[] = [
  {
    resource: `arn:aws:ec2:${REGION}:${ACCOUNT}:security-group/sg-0e1f2a3b4c5d6e7f8`,
    template: 'unrestricted-ssh-access',
    source: '0.0.0.0/0',
    until: '2026-11-24T18:00:00Z',
    reason: 'Vendor delivers until Tuesday; their addresses follow (OPS-2304)',
    grantedBy: ACTORS.console.arn,
    grantedAt: '2026-11-20T13:00:02Z',
  },
  {
    resource: `arn:aws:rds:${REGION}:${ACCOUNT}:snapshot:orders-before-upgrade`,
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
