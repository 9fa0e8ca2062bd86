import { DeleteBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { errorCode } from '../../core/base/errors.ts';
import type { PolicyCalls } from '../../core/judge/remove-statements.ts';
import type { S3 } from './clients.ts';
import { readPolicy, type Target } from './reader.ts';

/** A bucket's policy. */
export const policyOf = (s3: S3, target: Target): PolicyCalls<{ readonly document: unknown }> => ({
  keeper: 'S3',
  read: async () => ({ document: await readPolicy(s3, target) }),
  write: (document) =>
    document
      ? s3.send(new PutBucketPolicyCommand({ ...target, Policy: JSON.stringify(document) }))
      : s3.send(new DeleteBucketPolicyCommand(target)),
  isRefusal: (error) => errorCode(error) === 'MalformedPolicy',
});
