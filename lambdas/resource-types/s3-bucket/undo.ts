import { type Grant, PutBucketAclCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { Connection } from '../../adapters/connect.ts';
import { type Subject, type Undoing, undoneOf } from '../../core/ledger/undo.ts';
import { bucketClient, type S3 } from './clients.ts';
import { classify } from './errors.ts';
import { type BucketPart, type GrantPart, grantParts } from './model.ts';
import { type BucketRestore, grantsOf, type Now, planRestore } from './plan-restore.ts';
import { granteeOf, readAcl, readPolicy, type Target, targetOf } from './reader.ts';

const readNow = async (s3: S3, target: Target): Promise<Now | undefined> => {
  try {
    const [{ Grants = [] }, policy] = await Promise.all([readAcl(s3, target), readPolicy(s3, target)]);
    return {
      policy,
      grants: grantParts(Grants.map(({ Grantee, Permission = '' }) => [granteeOf(Grantee), Permission])),
    };
  } catch (error) {
    if (classify(error) === 'gone') return undefined;
    throw error;
  }
};

/** What was removed were grants to groups of S3, which go by their URI. */
const grantOf = ({ grantee, permission }: GrantPart): Grant => ({
  Grantee: { Type: 'Group', URI: grantee },
  Permission: permission as NonNullable<Grant['Permission']>,
});

const putGrants = async (s3: S3, target: Target, grants: readonly GrantPart[]): Promise<void> => {
  const { Owner, Grants = [] } = await readAcl(s3, target);
  const AccessControlPolicy = { Owner, Grants: [...Grants, ...grants.map(grantOf)] };
  await s3.send(new PutBucketAclCommand({ ...target, AccessControlPolicy }));
};

/** Statements come back at their old places, grants beside those that are there now. */
export const undo = (
  { record, place }: Subject,
  connection: Connection = {},
): Undoing<BucketPart, BucketRestore> => {
  const s3 = bucketClient(connection);
  const target = targetOf(record.id, place);
  return {
    rights: 's3:PutBucketPolicy and s3:PutBucketAcl on the bucket',
    plan: async () => {
      const now = await readNow(s3, target);
      if (!now) return { refused: `The bucket ${record.id} is gone, so nothing can be put back.` };
      return planRestore(now, undoneOf(record));
    },
    restore: async ({ put, policy }) => {
      if (policy) await s3.send(new PutBucketPolicyCommand({ ...target, Policy: JSON.stringify(policy) }));
      const grants = grantsOf(put);
      if (grants.length > 0) await putGrants(s3, target, grants);
    },
  };
};
