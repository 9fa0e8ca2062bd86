import type { ResourceType } from '../../core/base/resource-type.ts';
import { ERRORS } from './errors.ts';
import { hintOf } from './event.ts';
import { describe } from './messages.ts';
import { type Bucket, type BucketPart, bucketOf, contentOf, key, partsOf, withParts } from './model.ts';
import { partsShown } from './shown.ts';
import { TEMPLATES } from './templates.ts';

export type { Bucket, BucketPart } from './model.ts';

/**
 * CloudTrail's names, which are not always those of the API:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html
 */
const CALLS: ResourceType<Bucket, BucketPart>['calls'] = {
  CreateBucket: { wakes: 'opens' },
  PutBucketAcl: { wakes: 'both' },
  PutBucketPolicy: { wakes: 'both' },
  PutBucketPublicAccessBlock: { wakes: 'both' },
  DeleteBucketPublicAccessBlock: { wakes: 'opens' },
  PutAccountPublicAccessBlock: { wakes: 'both', sweep: true },
  DeleteAccountPublicAccessBlock: { wakes: 'opens', sweep: true },
  PutBucketOwnershipControls: { wakes: 'both' },
  DeleteBucketOwnershipControls: { wakes: 'opens' },
  DeleteBucketEncryption: { wakes: 'opens' },
  PutBucketWebsite: { wakes: 'opens' },
  DeleteBucketWebsite: { wakes: 'opens' },
  PutBucketTagging: { wakes: 'both' },
  DeleteBucketTagging: { wakes: 'both' },
  // Once a bucket uses its tags for access control, these take the place of the two above.
  TagResource: { wakes: 'both' },
  UntagResource: { wakes: 'both' },
  PutBucketEncryption: { wakes: 'closes' },
  DeleteBucketPolicy: { wakes: 'closes' },
  DeleteBucket: { wakes: 'closes', deletes: true },
};

const BUCKETS = ['arn:${AWS::Partition}:s3:::*'];
/** The ARN of a bucket names no account. */
const OURS = { StringEquals: { 'aws:ResourceAccount': '${AWS::AccountId}' } };

/** Buckets of S3, judged by ACL, policy and default encryption. */
export const s3Bucket: ResourceType<Bucket, BucketPart> = {
  name: 's3-bucket',
  noun: 'bucket',
  errors: ERRORS,
  pace: { looksPerSecond: 20, fixesPerSecond: 5, atOnce: 5 },
  templates: TEMPLATES,
  asffType: 'AwsS3Bucket',
  sources: ['aws.s3', 'aws.s3control'],
  eventSources: ['s3.amazonaws.com', 's3-control.amazonaws.com'],
  calls: CALLS,
  read: [
    {
      actions: [
        's3:GetBucketAcl',
        's3:GetBucketOwnershipControls',
        's3:GetBucketPolicy',
        's3:GetBucketPolicyStatus',
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketTagging',
        's3:GetBucketWebsite',
        's3:GetEncryptionConfiguration',
      ],
      resources: BUCKETS,
      conditions: OURS,
    },
    // S3 takes no resource for what is the account's.
    { actions: ['s3:GetAccountPublicAccessBlock', 's3:ListAllMyBuckets'], resources: ['*'] },
  ],
  fix: [
    {
      actions: [
        's3:DeleteBucketPolicy',
        's3:PutBucketAcl',
        's3:PutBucketPolicy',
        's3:PutEncryptionConfiguration',
      ],
      resources: BUCKETS,
      conditions: OURS,
    },
  ],
  hint: (event) => {
    const found = hintOf(event);
    const wakes = Object.hasOwn(CALLS, event.name) ? CALLS[event.name]?.wakes : undefined;
    return 'refused' in found ? found : { ...found, closes: wakes !== 'opens', shows: partsShown(event) };
  },
  arn: (id, { partition }) => `arn:${partition}:s3:::${id}`,
  key,
  describe,
  parts: partsOf,
  assume: bucketOf,
  sees: ({ grants, statements }, shown) =>
    [...grants, ...statements].some((part) => contentOf(part) === contentOf(shown)),
  same: (shown, known) => contentOf(shown) === contentOf(known),
  replace: withParts,
  isContradicted: ({ status }) => status === 'not public',
};
