import { setTimeout as sleep } from 'node:timers/promises';
import { PutBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { errorCode, message } from '../../core/base/errors.ts';
import type { Clock, Fixed, Fixer } from '../../core/base/ports.ts';
import type { Place } from '../../core/base/resource-type.ts';
import { removeFrom } from '../../core/judge/remove-from.ts';
import { removeStatements } from '../../core/judge/remove-statements.ts';
import type { S3 } from './clients.ts';
import { classify } from './errors.ts';
import { aclOf } from './fix-acl.ts';
import { policyOf } from './fix-policy.ts';
import { type Bucket, type BucketPart, contentOf, isStatement } from './model.ts';
import { readEncryption, type Target, targetOf } from './reader.ts';

type Fix = (parts: readonly BucketPart[]) => Promise<Fixed<BucketPart>>;

/** AES-256 where nothing is set: whatever is set, KMS keys and blocked types among it, is somebody's choice. */
const encrypt =
  (s3: S3, target: Target): Fix =>
  async (parts) => {
    if (await readEncryption(s3, target)) return { gone: parts, removed: [], left: [] };
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
    await s3.send(
      new PutBucketEncryptionCommand({ ...target, ServerSideEncryptionConfiguration: { Rules } }),
    );
    return (await readEncryption(s3, target))
      ? { gone: parts, removed: parts, left: [] }
      : { gone: [], removed: [], left: parts };
  };

const removeGrants =
  (s3: S3, target: Target, clock: Pick<Clock, 'sleep'>): Fix =>
  async (parts) => {
    try {
      return await removeFrom(aclOf(s3, target), parts, contentOf, clock);
    } catch (error) {
      // Somebody has switched ACLs off meanwhile, so that no grant has any effect.
      if (errorCode(error) !== 'AccessControlListNotSupported') throw error;
      return { gone: parts, removed: [], left: [] };
    }
  };

interface Step {
  readonly kind: BucketPart['kind'];
  readonly what: string;
  readonly action: string;
  readonly fix: Fix;
}

const ADVICE: readonly (readonly [RegExp, (action: string) => string])[] = [
  [
    /^MalformedPolicy$/,
    () => 'S3 does not take the rest of the policy back. Put that right, or remove the statement by hand.',
  ],
  [
    /^AccessDenied$/,
    (action) =>
      `Allow ${action} to this function's role, also in service control policies and the bucket policy itself; where Block Public Access refuses a rest that is public still, close that as well.`,
  ],
];

const refusal = ({ what, action }: Step, name: string, error: unknown): string => {
  const advice = ADVICE.find(([code]) => code.test(errorCode(error)))?.[1](action) ?? 'Close it by hand.';
  return `S3 refuses to change ${what} of bucket ${name}. ${advice} ${message(error)}`;
};

const leftover = ({ what }: Step, name: string): string =>
  `${what} of bucket ${name} is as it was after the fix. Close it by hand, and see whether something puts it back.`;

/** What one step did; a transient error is kept until the other steps had their turn. */
const run = async (
  step: Step,
  name: string,
  parts: readonly BucketPart[],
): Promise<Fixed<BucketPart> | { readonly transient: unknown }> => {
  try {
    const fixed = await step.fix(parts);
    return fixed.left.length > 0 ? { ...fixed, error: leftover(step, name) } : fixed;
  } catch (error) {
    const kind = classify(error);
    if (kind === 'gone') return { gone: parts, removed: [], left: [] };
    if (kind === 'transient') return { transient: error };
    return { gone: [], removed: [], left: parts, error: refusal(step, name, error) };
  }
};

const stepsFor = (
  s3: S3,
  target: Target,
  clock: Pick<Clock, 'sleep'>,
  rest: readonly BucketPart[],
): readonly Step[] => [
  {
    kind: 'statement',
    what: 'the policy',
    action: 's3:PutBucketPolicy and s3:DeleteBucketPolicy',
    fix: (parts) =>
      removeStatements(policyOf(s3, target), parts.filter(isStatement), rest.filter(isStatement), clock),
  },
  { kind: 'grant', what: 'the ACL', action: 's3:PutBucketAcl', fix: removeGrants(s3, target, clock) },
  {
    kind: 'encryption',
    what: 'the default encryption',
    action: 's3:PutEncryptionConfiguration',
    fix: encrypt(s3, target),
  },
];

const sum = (done: readonly Fixed<BucketPart>[]): Fixed<BucketPart> => {
  const error = done.flatMap((fixed) => fixed.error ?? []).join(' ');
  const [added, notes] = [done.flatMap((fixed) => fixed.added ?? []), done.flatMap(({ note }) => note ?? [])];
  const lost = done.reduce((all, fixed) => all + (fixed.lost ?? 0), 0);
  return {
    gone: done.flatMap(({ gone }) => gone),
    removed: done.flatMap(({ removed }) => removed),
    left: done.flatMap(({ left }) => left),
    ...(added.length > 0 && { added }),
    ...(lost > 0 && { lost }),
    ...(notes.length > 0 && { note: notes.join(' ') }),
    ...(error !== '' && { error }),
  };
};

/**
 * Closes a bucket: statements, grants and encryption one after the other, since S3 refuses changes to one bucket that
 * overlap. What one of them cannot do keeps none of the others from being done.
 */
export const createFixer = (
  s3: S3,
  place: Pick<Place, 'account'>,
  clock: Pick<Clock, 'sleep'> = { sleep },
): Fixer<Bucket, BucketPart> => ({
  fix: async ({ name }, parts, rest = []) => {
    const done: Fixed<BucketPart>[] = [];
    const transient: unknown[] = [];
    for (const step of stepsFor(s3, targetOf(name, place), clock, rest)) {
      const its = parts.filter(({ kind }) => kind === step.kind);
      if (its.length === 0) continue;
      const result = await run(step, name, its);
      if ('transient' in result) transient.push(result.transient);
      else done.push(result);
    }
    if (transient.length > 0) throw transient[0];
    return sum(done);
  },
});
