import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../lambdas/core/ledger/finding.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { answerOf, drawbridge } from './support/cli.ts';
import { config, control, place, subscribe } from './support/cloud.ts';
import { exceptionsOf } from './support/exceptions.ts';

const s3 = new S3Client(config);
const rds = new RDSClient(config);
const READ = 'world-readable-s3-buckets';
const GROUPS = 'http://acs.amazonaws.com/groups';
const USER = ':user/sandbox';
let inbox: Inbox;

beforeAll(async () => {
  inbox = await subscribe();
});

const found = (arn: string, status: string): Promise<Finding> =>
  inbox.finding(`${arn}, ${status}`, ({ resource, status: its }) => resource.arn === arn && its === status);

const undo = (remediation: string) => drawbridge('undo', remediation, '--yes', '--reason', 'cut-over');

const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

const newBucket = async (): Promise<string> => {
  const Bucket = `b-${crypto.randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'BucketOwnerPreferred' }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  return Bucket;
};

const statement = (
  bucket: string,
  Sid: string,
  Principal: unknown = { AWS: 'arn:aws:iam::111122223333:root' },
) => ({
  Sid,
  Effect: 'Allow',
  Principal,
  Action: 's3:GetObject',
  Resource: `${bucketArn(bucket)}/*`,
});

const policy = async (bucket: string, ...Statement: object[]) => {
  await control.declarePolicyStatus({ bucket, isPublic: true });
  const document = { Version: '2008-10-17', Id: 'P', Statement };
  return s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(document) }));
};

const policyOf = async (Bucket: string): Promise<unknown> => {
  const { Policy = '' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
  return JSON.parse(Policy);
};

const remediationOf = async (arn: string): Promise<string> => {
  const { remediation = '' } = await found(arn, 'REMEDIATED');
  expect(remediation).not.toBe('');
  return remediation;
};

describe('undo of a removed statement', () => {
  test('puts it back between its neighbours, and it stays', async () => {
    const bucket = await newBucket();
    const all = [statement(bucket, 'One'), statement(bucket, 'Public', '*'), statement(bucket, 'Two')];
    await policy(bucket, ...all);
    const remediation = await remediationOf(bucketArn(bucket));
    expect(await policyOf(bucket)).toEqual({ Version: '2008-10-17', Id: 'P', Statement: [all[0], all[2]] });
    await answerOf('undo', remediation, '--yes', '--reason', 'cut-over');
    expect((await found(bucketArn(bucket), 'EXCLUDED')).actor?.arn).toContain(USER);
    expect(await policyOf(bucket)).toEqual({ Version: '2008-10-17', Id: 'P', Statement: all });
    expect(await undo(remediation)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There already'),
    });
  });

  test('puts `*` back beside the account that it was taken from', async () => {
    const bucket = await newBucket();
    const partner = 'arn:aws:iam::111122223333:root';
    const all = [
      statement(bucket, 'One'),
      statement(bucket, 'Shared', { AWS: [partner, '*'] }),
      statement(bucket, 'Two'),
    ];
    await policy(bucket, ...all);
    const remediation = await remediationOf(bucketArn(bucket));
    const [, shared] = ((await policyOf(bucket)) as { Statement: { Principal: { AWS: unknown } }[] })
      .Statement;
    expect([shared?.Principal.AWS].flat()).toEqual([partner]);
    await answerOf('undo', remediation, '--yes', '--reason', 'cut-over');
    await found(bucketArn(bucket), 'EXCLUDED');
    expect(await policyOf(bucket)).toEqual({ Version: '2008-10-17', Id: 'P', Statement: all });
  });

  test('brings back a policy that was nothing else, as it was', async () => {
    const bucket = await newBucket();
    const only = statement(bucket, 'Public', '*');
    await policy(bucket, only);
    const remediation = await remediationOf(bucketArn(bucket));
    await answerOf('undo', remediation, '--yes', '--reason', 'cut-over');
    await found(bucketArn(bucket), 'EXCLUDED');
    expect(await policyOf(bucket)).toEqual({ Version: '2008-10-17', Id: 'P', Statement: [only] });
  });

  test('is refused when its neighbours are gone, and when the bucket is', async () => {
    const bucket = await newBucket();
    await policy(
      bucket,
      statement(bucket, 'One'),
      statement(bucket, 'Public', '*'),
      statement(bucket, 'Two'),
    );
    const remediation = await remediationOf(bucketArn(bucket));
    await policy(bucket, statement(bucket, 'Three'));
    expect(await undo(remediation)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('old place cannot be told'),
    });
    await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    expect(await undo(remediation)).toMatchObject({ code: 2, stderr: expect.stringContaining('is gone') });
    expect(await exceptionsOf(bucketArn(bucket))).toEqual([]);
  });

  test('is taken back as a whole when S3 refuses', async () => {
    const bucket = await newBucket();
    await policy(bucket, statement(bucket, 'Public', '*'));
    const remediation = await remediationOf(bucketArn(bucket));
    await control.addFault({
      service: 's3',
      action: 'PutBucketPolicy',
      caller: USER,
      status: 403,
      code: 'AccessDenied',
    });
    expect(await undo(remediation)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('Block Public Access'),
    });
    expect(await exceptionsOf(bucketArn(bucket))).toEqual([]);
  });
});

test('undo of a removed grant puts it back beside those that are there now', async () => {
  const bucket = await newBucket();
  const { Owner, Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket: bucket }));
  const grant = {
    Grantee: { Type: 'Group' as const, URI: `${GROUPS}/global/AllUsers` },
    Permission: 'READ' as const,
  };
  const AccessControlPolicy = { Owner, Grants: [...Grants, grant] };
  await s3.send(new PutBucketAclCommand({ Bucket: bucket, AccessControlPolicy }));
  const remediation = await remediationOf(bucketArn(bucket));
  const logs = {
    Grantee: { Type: 'Group' as const, URI: `${GROUPS}/s3/LogDelivery` },
    Permission: 'WRITE' as const,
  };
  const now = { Owner, Grants: [...Grants, logs] };
  await s3.send(new PutBucketAclCommand({ Bucket: bucket, AccessControlPolicy: now }));
  await answerOf('undo', remediation, '--yes', '--reason', 'cut-over');
  await found(bucketArn(bucket), 'EXCLUDED');
  const after = await s3.send(new GetBucketAclCommand({ Bucket: bucket }));
  expect(after.Grants?.map(({ Permission }) => Permission).sort()).toEqual(['FULL_CONTROL', 'READ', 'WRITE']);
});

test('an exception of a bucket ends with it: a new one of the same name is judged', async () => {
  const bucket = await newBucket();
  await answerOf('allow', bucket, '--template', READ, '--until', '1d', '--reason', 'website');
  await policy(bucket, statement(bucket, 'Public', '*'));
  await found(bucketArn(bucket), 'EXCLUDED');
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  await found(bucketArn(bucket), 'RESOLVED');
  await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectOwnership: 'BucketOwnerPreferred' }));
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
  await policy(bucket, statement(bucket, 'Public', '*'));
  await found(bucketArn(bucket), 'REMEDIATED');
});

test('undo of a snapshot shares it with all again, and it stays; a snapshot that is gone stays gone', async () => {
  const [database, name] = [`db-${crypto.randomUUID()}`, `s-${crypto.randomUUID()}`];
  const login = { MasterUsername: 'sandbox', MasterUserPassword: 'sandbox-password' };
  const instance = { DBInstanceClass: 'db.t3.micro', AllocatedStorage: 10, Engine: 'postgres' };
  await rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier: database, ...instance, ...login }));
  await rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier: name, DBInstanceIdentifier: database }));
  const arn = `arn:aws:rds:${place.region}:${place.account}:snapshot:${name}`;
  const id = { DBSnapshotIdentifier: name };
  const share = { ...id, AttributeName: 'restore', ValuesToAdd: ['all'] };
  await rds.send(new ModifyDBSnapshotAttributeCommand(share));
  const remediation = await remediationOf(arn);
  await answerOf('undo', remediation, '--yes', '--reason', 'cut-over');
  await found(arn, 'EXCLUDED');
  const { DBSnapshotAttributesResult } = await rds.send(new DescribeDBSnapshotAttributesCommand(id));
  expect(DBSnapshotAttributesResult?.DBSnapshotAttributes).toMatchObject([{ AttributeValues: ['all'] }]);
  expect(await undo(remediation)).toMatchObject({ code: 2, stderr: expect.stringContaining('already') });
  await rds.send(new DeleteDBSnapshotCommand(id));
  expect(await undo(remediation)).toMatchObject({ code: 2, stderr: expect.stringContaining('is gone') });
});
