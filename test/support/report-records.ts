import type { Actor } from '../../lambdas/core/base/event.ts';
import type { FindingState, LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { type BucketPart, key as bucketKey } from '../../lambdas/resource-types/s3-bucket/model.ts';
import { describe, type IngressRule, key } from '../../lambdas/resource-types/security-group/model.ts';

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

interface State<Part> extends Pick<FindingState, 'status' | 'error' | 'exclusion' | 'note' | 'flapping'> {
  readonly parts: readonly Part[];
}

interface Given<Part> {
  readonly id: string;
  readonly n?: number;
  readonly name?: string;
  readonly before: readonly Part[];
  readonly removed?: readonly Part[];
  readonly added?: readonly Part[];
  /** By template. */
  readonly states: Readonly<Record<string, State<Part>>>;
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
    const finding = ({ parts, ...state }: State<Part>): FindingState => ({
      ...state,
      keys: parts.map(keyOf),
      violating: parts.map(words),
      n,
      ...(openedAt && { openedAt }),
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
      ...(given.added && { added: given.added }),
      kept: before.length - removed.length + (given.added?.length ?? 0),
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

export const bucketRecord = record<BucketPart>({
  kind: 's3-bucket',
  type: 'AwsS3Bucket',
  arn: (id) => `arn:aws:s3:::${id}`,
  key: bucketKey,
  describe: (part) => (part.kind === 'grant' ? `${part.permission} for ${part.grantee}` : part.kind),
});

export const snapshotRecord = (type: 'AwsRdsDbSnapshot' | 'AwsRdsDbClusterSnapshot') =>
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

/** The parts at these places. */
export const at = <Part>(parts: readonly Part[], ...places: number[]): readonly Part[] =>
  places.flatMap((place) => parts[place] ?? []);
