import type { Distrust } from '../../core/judge/policy-text.ts';
import {
  contentOf as contentOfStatement,
  numbered,
  type StatementPart,
} from '../../core/judge/statement-parts.ts';

/** Grants of an ACL to one of these groups are grants to the world; the third group, LogDelivery, is S3 itself. */
export interface GrantPart {
  readonly kind: 'grant';
  /** URI of a group, or canonical id of an account. */
  readonly grantee: string;
  /** `READ`, `WRITE`, `READ_ACP`, `WRITE_ACP` or `FULL_CONTROL`. */
  readonly permission: string;
  /** Tells equal grants apart: 1 for the second of them. */
  readonly copy?: number;
}

/** What a bucket without default encryption lacks. */
export interface EncryptionPart {
  readonly kind: 'encryption';
}

export type BucketPart = GrantPart | StatementPart | EncryptionPart;

/** A bucket as far as it is judged. */
export interface Bucket {
  readonly name: string;
  readonly grants: readonly GrantPart[];
  readonly statements: readonly StatementPart[];
  readonly encrypted: boolean;
  readonly website: boolean;
  /** What is there but without effect, for S3 ignores public ACLs or restricts public policies. */
  readonly masked: { readonly acl: boolean; readonly policy: boolean };
  /** Where the policy's text cannot be read, or written back, as S3 has it. */
  readonly distrust?: Distrust;
  /** What S3 itself says of the policy, where it was asked: of one that lets anyone in by our reading. */
  readonly status?: PolicyStatus;
}

/** S3's word on a policy, or why there is none. */
export type PolicyStatus = 'public' | 'not public' | { readonly unreadable: string };

/** What a part is, copies alike. */
export const contentOf = (part: BucketPart): string => {
  if (part.kind === 'encryption') return part.kind;
  if (part.kind === 'grant') return `grant ${part.permission} ${part.grantee}`;
  return contentOfStatement(part);
};

export const key = (part: BucketPart): string =>
  part.kind !== 'encryption' && part.copy ? `${contentOf(part)} ${part.copy}` : contentOf(part);

/** `grants` are pairs of grantee and permission. */
export const grantParts = (grants: readonly (readonly [string, string])[]): readonly GrantPart[] =>
  numbered(
    grants.map(([grantee, permission]): GrantPart => ({ kind: 'grant', grantee, permission })),
    contentOf,
  );

/** The bucket after some parts have been replaced by others, a statement by one at its place. */
export const withParts = (
  bucket: Bucket,
  gone: readonly BucketPart[],
  added: readonly BucketPart[],
): Bucket => {
  const keys = new Set(gone.map(key));
  const left = <Part extends BucketPart>(parts: readonly Part[]) =>
    parts.filter((part) => !keys.has(key(part)));
  return {
    ...bucket,
    grants: left(bucket.grants),
    statements: [...left(bucket.statements), ...added.filter(isStatement)].sort(
      (one, other) => one.position - other.position,
    ),
    encrypted: bucket.encrypted || keys.has('encryption'),
  };
};

export const partsOf = ({ grants, statements, encrypted }: Bucket): readonly BucketPart[] => [
  ...grants,
  ...statements,
  ...(encrypted ? [] : [{ kind: 'encryption' } as const]),
];

const isKind =
  <K extends BucketPart['kind']>(kind: K) =>
  (part: BucketPart): part is Extract<BucketPart, { kind: K }> =>
    part.kind === kind;

export const isGrant = isKind('grant');
export const isStatement = isKind('statement');

/** A bucket with just these parts, none of them masked. */
export const bucketOf = (name: string, parts: readonly BucketPart[]): Bucket => ({
  name,
  grants: parts.filter(isGrant),
  statements: parts.filter(isStatement),
  encrypted: !parts.some(({ kind }) => kind === 'encryption'),
  website: false,
  masked: { acl: false, policy: false },
});
