import { type Access, judgeStatement, type Verdict } from '../core/judge/statement.ts';
import type { Bucket, BucketPart, GrantPart } from './model.ts';
import { S3_WORDS } from './policy-words.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#specifying-grantee-predefined-groups */
const WORLD = /^https?:\/\/acs\.amazonaws\.com\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** What a permission on a bucket allows: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions */
const PERMISSIONS: Readonly<Record<string, readonly Access[]>> = {
  READ: ['read'],
  READ_ACP: ['read'],
  WRITE: ['write'],
  WRITE_ACP: ['write'],
  FULL_CONTROL: ['read', 'write', 'full'],
};

const judgeGrant = ({ grantee, permission }: GrantPart): Verdict => {
  if (!WORLD.test(grantee)) return { access: [] };
  return Object.hasOwn(PERMISSIONS, permission)
    ? { access: PERMISSIONS[permission] ?? [] }
    : { access: ['read', 'write'], doubt: `the permission ${permission.slice(0, 64)}` };
};

/** What a part gives to anyone, masked or not. */
export const judge = (part: BucketPart): Verdict => {
  if (part.kind === 'grant') return judgeGrant(part);
  return part.kind === 'statement' ? judgeStatement(JSON.parse(part.statement), S3_WORDS) : { access: [] };
};

/** The parts that let anyone in just now; also those of which it cannot be told for sure. */
export const openParts = ({ grants, statements, masked }: Bucket, access?: Access): readonly BucketPart[] =>
  [...(masked.acl ? [] : grants), ...(masked.policy ? [] : statements)].filter((part) => {
    const verdict = judge(part);
    return access === undefined ? verdict.access.length > 0 : verdict.access.includes(access);
  });

/** The settings of Block Public Access that take back what is there already. */
export interface Block {
  readonly ignorePublicAcls: boolean;
  readonly restrictPublicBuckets: boolean;
}

/**
 * S3 applies the strictest of account and bucket. With `BucketOwnerEnforced` there are no ACLs.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-options
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
 */
export const maskOf = (blocks: readonly Block[], ownership: string | undefined): Bucket['masked'] => ({
  acl: ownership === 'BucketOwnerEnforced' || blocks.some(({ ignorePublicAcls }) => ignorePublicAcls),
  policy: blocks.some(({ restrictPublicBuckets }) => restrictPublicBuckets),
});
