import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  type ObjectOwnership,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { own } from '../../lambdas/core/base/json.ts';
import type { Finding } from '../../lambdas/core/ledger/finding.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { config, control } from './support/cloud.ts';

export const s3 = new S3Client(config);
export const FIXER = ':role/';
export const READ = 'world-readable-s3-buckets';
export const WRITE = 'publicly-writable-s3-buckets';
export const FULL = 'unrestricted-access-to-s3-bucket';

export const arnOf = (name: string): string => `arn:aws:s3:::${name}`;

/** A new bucket as AWS makes it: nothing public, encrypted, without ACLs unless its objects belong to who writes them. */
export const newBucket = async (ownership: ObjectOwnership = 'BucketOwnerEnforced'): Promise<string> => {
  const Bucket = `b-${crypto.randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: ownership }));
  return Bucket;
};

export const statement = (Bucket: string, Sid: string, rest: object) => ({
  Sid,
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `${arnOf(Bucket)}/*`,
  ...rest,
});

/** Grants to somebody in particular, which stay whatever happens. */
export const narrow = (Bucket: string) => [
  statement(Bucket, 'Partner', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }),
  statement(Bucket, 'Organization', {
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
  }),
  statement(Bucket, 'Endpoint', { Condition: { StringEquals: { 'aws:sourcevpce': 'vpce-1a2b3c4d' } } }),
  statement(Bucket, 'Office', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
  statement(Bucket, 'CloudFront', {
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/E1' } },
  }),
  statement(Bucket, 'TlsOnly', {
    Effect: 'Deny',
    Action: 's3:*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }),
];

/** S3's own verdict on a policy, which no emulator has: what the test says. */
export const declare = (bucket: string, isPublic: boolean | readonly boolean[]) =>
  control.declarePolicyStatus({ bucket, isPublic });

export const putPolicy = (Bucket: string, ...Statement: object[]) =>
  s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({ Version: '2012-10-17', Id: 'P', Statement }),
    }),
  );

/** What hides public grants and policies until it is taken away. */
export const unmask = (Bucket: string) => s3.send(new DeletePublicAccessBlockCommand({ Bucket }));

export const policyOf = async (Bucket: string): Promise<unknown> => {
  try {
    const { Policy = 'null' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    return JSON.parse(Policy);
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucketPolicy') return undefined;
    throw error;
  }
};

export const findingOf = (inbox: Inbox, Bucket: string, template: string, status: string): Promise<Finding> =>
  inbox.finding(
    `${Bucket}, ${template}, ${status}`,
    (finding) =>
      finding.resource.arn === arnOf(Bucket) && finding.template === template && finding.status === status,
  );

export const findingsAbout = async (inbox: Inbox, Bucket: string): Promise<string[]> =>
  (await inbox.findings())
    .filter(({ resource }) => resource.arn === arnOf(Bucket))
    .map(({ template, status }) => `${template} ${status}`)
    .sort();

/** Changes that the fixer has made to a bucket. */
export const changes = async (Bucket: string): Promise<string[]> =>
  (await control.records())
    .filter(
      ({ requestParameters, userIdentity }) =>
        own(requestParameters, 'bucketName') === Bucket && own(userIdentity, 'type') === 'AssumedRole',
    )
    .map(({ eventName }) => eventName);

/** How often a function has read the policy of a bucket. */
export const reads = async (about: string): Promise<number> =>
  (await control.calls({ service: 's3', action: 'GetBucketPolicy', caller: FIXER, about })).length;
