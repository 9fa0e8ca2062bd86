import type { Access, Verdict } from '../../core/judge/actions.ts';
import { judgePolicy } from '../../core/judge/judge-policy.ts';
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

type Judged = Pick<Bucket, 'grants' | 'statements' | 'distrust'> & Partial<Pick<Bucket, 'name'>>;

const aboutOf = ({ name }: Pick<Judged, 'name'>): readonly string[] =>
  name === undefined ? [] : [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];

const known = new WeakMap<Judged, ReadonlyMap<BucketPart, Verdict>>();

/** Every template asks about the same bucket, so each bucket is gone through once. */
const verdictsOn = (bucket: Judged): ReadonlyMap<BucketPart, Verdict> => {
  let verdicts = known.get(bucket);
  if (!verdicts) {
    const ofPolicy = judgePolicy(bucket, S3_WORDS, aboutOf(bucket));
    verdicts = new Map<BucketPart, Verdict>([
      ...bucket.grants.map((grant) => [grant, judgeGrant(grant)] as const),
      ...bucket.statements.map((part, i) => [part, ofPolicy[i] ?? { access: [] }] as const),
    ]);
    known.set(bucket, verdicts);
  }
  return verdicts;
};

/** What a part of a bucket gives to anyone, masked or not, given its other parts. */
export const judge = (bucket: Judged, part: BucketPart): Verdict =>
  verdictsOn(bucket).get(part) ?? { access: [] };

/** The parts that let anyone in just now; also those of which it cannot be told for sure. */
export const openParts = (bucket: Bucket, access?: Access): readonly BucketPart[] => {
  const { grants, statements, masked } = bucket;
  return [...(masked.acl ? [] : grants), ...(masked.policy ? [] : statements)].filter((part) => {
    const given = judge(bucket, part).access;
    return access === undefined ? given.length > 0 : given.includes(access);
  });
};

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
