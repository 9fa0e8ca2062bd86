import { isRecord, own } from '../../core/base/json.ts';
import { type Distrust, isTooDeep } from '../../core/judge/policy-text.ts';
import { withoutEverybody } from '../../core/judge/principals.ts';

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

export interface StatementPart {
  readonly kind: 'statement';
  /** The statement as JSON text: a ledger keeps neither the order of members nor numbers of any size. */
  readonly statement: string;
  /** Its place in the policy, from 0. */
  readonly position: number;
  /** The rest of the policy as JSON text, where it is not the usual version alone: an undo needs it. */
  readonly frame?: string;
  /** Tells equal statements apart: 1 for the second of them. */
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

/**
 * Equal for equal content: whatever the order of members, a list of one is its element, and `true` is `"true"`, as in
 * the policy language. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value))
    return value.length === 1 ? canonical(value[0]) : `[${value.map(canonical).join()}]`;
  if (!isRecord(value)) return JSON.stringify(String(value));
  const members = Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`)
    .sort();
  return `{${members.join()}}`;
};

/** What a part is, copies alike. */
export const contentOf = (part: BucketPart): string => {
  if (part.kind === 'encryption') return part.kind;
  if (part.kind === 'grant') return `grant ${part.permission} ${part.grantee}`;
  return `statement ${canonical(JSON.parse(part.statement))}`;
};

export const key = (part: BucketPart): string =>
  part.kind !== 'encryption' && part.copy ? `${contentOf(part)} ${part.copy}` : contentOf(part);

const numbered = <Part extends BucketPart>(parts: readonly Part[]): readonly Part[] => {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const content = contentOf(part);
    const copy = seen.get(content) ?? 0;
    seen.set(content, copy + 1);
    return copy === 0 ? part : { ...part, copy };
  });
};

/** `grants` are pairs of grantee and permission. */
export const grantParts = (grants: readonly (readonly [string, string])[]): readonly GrantPart[] =>
  numbered(grants.map(([grantee, permission]) => ({ kind: 'grant', grantee, permission })));

/** The statements of a policy document; one may stand there without a list. */
export const statementsIn = (document: unknown): readonly unknown[] => {
  const statements = own(document, 'Statement');
  if (Array.isArray(statements)) return statements;
  return statements === undefined ? [] : [statements];
};

const USUAL_FRAME = JSON.stringify({ Version: '2012-10-17' });

const frameOf = (document: unknown): Pick<StatementPart, 'frame'> => {
  const frame = JSON.stringify({ ...(isRecord(document) ? document : {}), Statement: undefined });
  return frame === USUAL_FRAME ? {} : { frame };
};

/** A document that is nested deeper than any policy has none. */
export const statementParts = (document: unknown): readonly StatementPart[] => {
  if (isTooDeep(document)) return [];
  const frame = frameOf(document);
  return numbered(
    statementsIn(document).map((statement, position) => ({
      kind: 'statement',
      statement: JSON.stringify(statement),
      position,
      ...frame,
    })),
  );
};

/** A statement for those alone whom it names beside `*`; undefined where it names nobody else. */
export const namedOnly = (part: StatementPart): readonly StatementPart[] | undefined => {
  const rest = withoutEverybody(JSON.parse(part.statement));
  const { copy: _, ...others } = part;
  return rest && [{ ...others, statement: JSON.stringify(rest) }];
};

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
