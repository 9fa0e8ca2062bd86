import { type GetBucketAclCommandOutput, type Grant, PutBucketAclCommand } from '@aws-sdk/client-s3';
import type { Setting } from '../../core/judge/remove-from.ts';
import type { S3 } from './clients.ts';
import { contentOf } from './model.ts';
import { granteeOf, readAcl, type Target } from './reader.ts';

const contentOfGrant = ({ Grantee, Permission }: Grant): string =>
  contentOf({ kind: 'grant', grantee: granteeOf(Grantee), permission: Permission ?? '' });

/** A bucket's ACL. Its owner and every other grant are written back as they were read. */
export const aclOf = (s3: S3, target: Target): Setting<GetBucketAclCommandOutput> => ({
  read: () => readAcl(s3, target),
  contents: ({ Grants = [] }) => Grants.map(contentOfGrant),
  writeWithout: async ({ Owner, Grants = [] }, contents) => {
    const rest = Grants.filter((grant) => !contents.has(contentOfGrant(grant)));
    await s3.send(new PutBucketAclCommand({ ...target, AccessControlPolicy: { Owner, Grants: rest } }));
  },
});
