import { AuthorizeSecurityGroupIngressCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createGroup, createVpc, ingressRules, sourceOf } from '../../../sandbox/group.ts';
import { clients, config, control, place } from './cloud.ts';

const s3 = new S3Client(config);
const rds = new RDSClient(config);
const PARTNER = '111122223333';

/** One resource with something that must stay and, where it is bad, something that must go. */
interface Lot {
  readonly arn: string;
  readonly bad: boolean;
  /** What is open to somebody, in words. */
  shown(): Promise<readonly string[]>;
}

/** Everything that a sweep goes through: so many of each, every third of them bad. */
export interface Estate {
  readonly groups: readonly Lot[];
  readonly buckets: readonly Lot[];
  readonly snapshots: readonly Lot[];
}

export interface Size {
  readonly groups: number;
  readonly buckets: number;
  readonly snapshots: number;
}

const AT_ONCE = 8;

/** Makes so many, a few at a time. */
const many = async <Made>(count: number, make: (i: number) => Promise<Made>): Promise<Made[]> => {
  const made: Made[] = [];
  for (let i = 0; i < count; i += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, count - i) }, (_, j) => make(i + j));
    made.push(...(await Promise.all(batch)));
  }
  return made;
};

const row = (port: number, CidrIp: string) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp }],
});

const group = async (ec2: EC2Client, id: string, bad: boolean): Promise<Lot> => {
  const IpPermissions = [row(443, '0.0.0.0/0'), row(22, bad ? '0.0.0.0/0' : '10.0.0.0/8')];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: id, IpPermissions }));
  return {
    arn: `arn:aws:ec2:${place.region}:${place.account}:security-group/${id}`,
    bad,
    shown: async () =>
      (await ingressRules(ec2, id)).map((rule) => `${rule.FromPort} ${sourceOf(rule)}`).sort(),
  };
};

const statement = (Bucket: string, Sid: string, AWS: string) => ({
  Sid,
  Effect: 'Allow',
  Principal: { AWS },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${Bucket}/*`,
});

const bucket = async (bad: boolean): Promise<Lot> => {
  const Bucket = `sweep-${crypto.randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  if (bad) await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  if (bad) await control.declarePolicyStatus({ bucket: Bucket, isPublic: true });
  const Statement = [
    statement(Bucket, 'partner', `arn:aws:iam::${PARTNER}:root`),
    ...(bad ? [statement(Bucket, 'world', '*')] : []),
  ];
  await s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );
  return {
    arn: `arn:aws:s3:::${Bucket}`,
    bad,
    shown: async () => {
      const { Policy = '{}' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
      const { Statement: left = [] } = JSON.parse(Policy) as { Statement?: { Sid: string }[] };
      return left.map(({ Sid }) => Sid).sort();
    },
  };
};

const snapshot = async (database: string, bad: boolean): Promise<Lot> => {
  const DBSnapshotIdentifier = `sweep-${crypto.randomUUID()}`;
  await rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier, DBInstanceIdentifier: database }));
  const ValuesToAdd = [PARTNER, ...(bad ? ['all'] : [])];
  await rds.send(
    new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier, AttributeName: 'restore', ValuesToAdd }),
  );
  return {
    arn: `arn:aws:rds:${place.region}:${place.account}:snapshot:${DBSnapshotIdentifier}`,
    bad,
    shown: async () => {
      const { DBSnapshotAttributesResult } = await rds.send(
        new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier }),
      );
      const attributes = DBSnapshotAttributesResult?.DBSnapshotAttributes ?? [];
      return attributes.flatMap(({ AttributeValues = [] }) => AttributeValues).sort();
    },
  };
};

const isBad = (i: number): boolean => i % 3 === 0;

export const buildEstate = async (size: Size): Promise<Estate> => {
  const vpc = await createVpc(clients.ec2);
  const database = `sweep-${crypto.randomUUID()}`;
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: database,
      DBInstanceClass: 'db.t3.micro',
      AllocatedStorage: 10,
      Engine: 'postgres',
      MasterUsername: 'sandbox',
      MasterUserPassword: 'sandbox-password',
    }),
  );
  // moto does not bear groups being made while it describes rows, as it does for each that is added.
  const ids = await many(size.groups, () => createGroup(clients.ec2, vpc, `sweep-${crypto.randomUUID()}`));
  return {
    groups: await many(size.groups, (i) => group(clients.ec2, ids[i] ?? '', isBad(i))),
    buckets: await many(size.buckets, (i) => bucket(isBad(i))),
    snapshots: await many(size.snapshots, (i) => snapshot(database, isBad(i))),
  };
};

/** What is left of each lot when it is as it must be. */
const CLEAN = {
  groups: { good: ['22 10.0.0.0/8', '443 0.0.0.0/0'], bad: ['443 0.0.0.0/0'] },
  buckets: { good: ['partner'], bad: ['partner'] },
  snapshots: { good: [PARTNER], bad: [PARTNER] },
} as const;

/** The lots that are not as they must be after a fix: something open still, or something gone that was to stay. */
export const notClean = async (
  estate: Estate,
  sorts: readonly (keyof Estate)[],
): Promise<readonly string[]> => {
  const lots = sorts.flatMap((sort) => estate[sort].map((lot) => ({ ...lot, clean: CLEAN[sort] })));
  const wrong = await many(lots.length, async (i) => {
    const { arn, bad, shown, clean } = lots[i] as (typeof lots)[number];
    return JSON.stringify(await shown()) === JSON.stringify(clean[bad ? 'bad' : 'good']) ? [] : [arn];
  });
  return wrong.flat();
};
