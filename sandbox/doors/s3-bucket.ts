import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  type Grant,
  type ObjectOwnership,
  type Permission,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { DoorSet } from '../door-sets.ts';
import { controlClient } from '../router/control.ts';
import type { Door, Settings } from '../watch.ts';

const GROUPS = 'http://acs.amazonaws.com/groups';
const OPEN = 'Open';

const statement = (bucket: string, Sid: string, rest: object) => ({
  Sid,
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  ...rest,
});

/** Lets in somebody in particular, whom no fix may shut out. */
const narrow = (bucket: string) => [
  statement(bucket, 'Partner', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }),
  statement(bucket, 'CloudFront', {
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/E1' } },
  }),
  statement(bucket, 'Organization', {
    Action: 's3:*',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
  }),
];

const putPolicy = (s3: S3Client, Bucket: string, Statement: readonly object[]) =>
  s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }),
  );

/** A new bucket with a policy that must stay. */
const createBucket = async (s3: S3Client, ownership: ObjectOwnership): Promise<string> => {
  const Bucket = `scene-${crypto.randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: ownership }));
  await putPolicy(s3, Bucket, narrow(Bucket));
  return Bucket;
};

/** The same without Block Public Access, which every new bucket has and which would hide what is opened. */
const createUnblocked = async (
  s3: S3Client,
  ownership: ObjectOwnership = 'BucketOwnerEnforced',
): Promise<string> => {
  const Bucket = await createBucket(s3, ownership);
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  return Bucket;
};

const NOTHING_THERE = /^NoSuch(?!Bucket$)|NotFound/;

/** What a bucket does not have is undefined. */
const ifThere = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && NOTHING_THERE.test(error.name)) return undefined;
    throw error;
  }
};

const policyOf = async (s3: S3Client, Bucket: string): Promise<{ readonly Statement?: unknown }> => {
  const answer = await ifThere(s3.send(new GetBucketPolicyCommand({ Bucket })));
  return JSON.parse(answer?.Policy ?? '{}');
};

const grantText = ({ Grantee, Permission }: Grant): string =>
  `${Permission} to ${Grantee?.URI ?? Grantee?.ID}`;

const grantsOf = async (s3: S3Client, Bucket: string): Promise<readonly string[]> => {
  const { Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }));
  return Grants.map(grantText).sort();
};

const encryptionOf = async (s3: S3Client, Bucket: string): Promise<unknown> =>
  (await ifThere(s3.send(new GetBucketEncryptionCommand({ Bucket }))))?.ServerSideEncryptionConfiguration;

const settingsOf = async (s3: S3Client, Bucket: string): Promise<Settings> => {
  const [policy, grants, encryption, block, ownership] = await Promise.all([
    policyOf(s3, Bucket),
    grantsOf(s3, Bucket),
    encryptionOf(s3, Bucket),
    ifThere(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
    ifThere(s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))),
  ]);
  return {
    policy,
    grants,
    encryption,
    'Block Public Access': block?.PublicAccessBlockConfiguration,
    'Object Ownership': ownership?.OwnershipControls,
  };
};

type Opening = Pick<Door, 'template' | 'opens' | 'open' | 'isOpen'>;

const doorOf = (s3: S3Client, bucket: string, opening: Opening): Door => ({
  ...opening,
  resource: bucket,
  settings: () => settingsOf(s3, bucket),
});

type Declare = (bucket: string) => Promise<void>;

/** A statement for anyone, among those that must stay; S3 calls it public, as it would. */
const policyDoor = async (
  s3: S3Client,
  declarePublic: Declare,
  { Action, ...about }: Pick<Door, 'template' | 'opens'> & { readonly Action: string },
): Promise<Door> => {
  const bucket = await createUnblocked(s3);
  const [first, ...others] = narrow(bucket);
  const open = [first ?? {}, statement(bucket, OPEN, { Action }), ...others];
  return doorOf(s3, bucket, {
    ...about,
    open: async () => {
      await declarePublic(bucket);
      await putPolicy(s3, bucket, open);
    },
    isOpen: async () => JSON.stringify(await policyOf(s3, bucket)).includes(`"Sid":"${OPEN}"`),
  });
};

const group = (path: string, permission: Permission): Grant => ({
  Grantee: { Type: 'Group', URI: `${GROUPS}/${path}` },
  Permission: permission,
});

/** A grant to everybody, beside those of the owner and of log delivery. */
const grantDoor = async (s3: S3Client): Promise<Door> => {
  const Bucket = await createUnblocked(s3, 'ObjectWriter');
  const { Owner, Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }));
  const kept = [...Grants, group('s3/LogDelivery', 'WRITE'), group('s3/LogDelivery', 'READ_ACP')];
  const putAcl = (...grants: readonly Grant[]) =>
    s3.send(new PutBucketAclCommand({ Bucket, AccessControlPolicy: { Owner, Grants: [...grants] } }));
  await putAcl(...kept);
  const open = group('global/AllUsers', 'WRITE');
  return doorOf(s3, Bucket, {
    template: 'publicly-writable-s3-buckets',
    opens: 'grant WRITE to AllUsers, beside LogDelivery',
    open: () => putAcl(...kept, open),
    isOpen: async () => (await grantsOf(s3, Bucket)).includes(grantText(open)),
  });
};

/** The emulator really drops the encryption, which AWS has not done since 2023. */
const encryptionDoor = async (s3: S3Client): Promise<Door> => {
  const Bucket = await createBucket(s3, 'BucketOwnerEnforced');
  return doorOf(s3, Bucket, {
    template: 'unencrypted-s3-buckets',
    opens: 'default encryption deleted',
    open: () => s3.send(new DeleteBucketEncryptionCommand({ Bucket })),
    isOpen: async () => (await encryptionOf(s3, Bucket)) === undefined,
  });
};

export const doorSet: DoorSet = {
  title: (doors) =>
    `The ${doors} S3 templates, each in a bucket whose policy lets in an account, an organization and CloudFront`,
  make: async (config) => {
    const s3 = new S3Client(config);
    const control = controlClient(config.endpoint);
    const declarePublic: Declare = (bucket) => control.declarePolicyStatus({ bucket, isPublic: true });
    return Promise.all([
      encryptionDoor(s3),
      policyDoor(s3, declarePublic, {
        template: 'world-readable-s3-buckets',
        opens: 'statement Allow s3:GetObject to *',
        Action: 's3:GetObject',
      }),
      grantDoor(s3),
      policyDoor(s3, declarePublic, {
        template: 'unrestricted-access-to-s3-bucket',
        opens: 'statement Allow s3:* to *',
        Action: 's3:*',
      }),
    ]);
  },
};
