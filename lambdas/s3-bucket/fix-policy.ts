import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { isRecord } from '../core/event.ts';
import { judgeStatement } from '../core/judge/statement.ts';
import type { S3 } from './clients.ts';
import type { Setting } from './fix-steps.ts';
import { contentOf, statementParts, statementsIn } from './model.ts';
import { S3_WORDS } from './policy-words.ts';
import { readPolicy, type Target } from './reader.ts';

/** The document without some of its statements, everything else as it is; undefined when none is left. */
export const withoutStatements = (
  document: unknown,
  contents: ReadonlySet<string>,
): Readonly<Record<string, unknown>> | undefined => {
  const gone = new Set(
    statementParts(document)
      .filter((part) => contents.has(contentOf(part)))
      .map(({ position }) => position),
  );
  const Statement = statementsIn(document).filter((_, position) => !gone.has(position));
  return isRecord(document) && Statement.length > 0 ? { ...document, Statement } : undefined;
};

/** A bucket's policy. */
export const policyOf = (s3: S3, target: Target): Setting<unknown> => ({
  read: () => readPolicy(s3, target),
  contents: (document) => statementParts(document).map(contentOf),
  writeWithout: async (document, contents) => {
    const rest = withoutStatements(document, contents);
    await (rest
      ? s3.send(new PutBucketPolicyCommand({ ...target, Policy: JSON.stringify(rest) }))
      : s3.send(new DeleteBucketPolicyCommand(target)));
  },
});

/**
 * S3's own word on what is left, where it contradicts ours: a second opinion and no more, since S3 takes a moment to
 * notice a write, since a policy that is reported only stays public, and since other stores judge more crudely than S3.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html
 */
export const secondOpinion = async (s3: S3, target: Target, rest: unknown): Promise<string | undefined> => {
  const statements = statementsIn(rest);
  if (statements.length === 0 || statements.some((one) => judgeStatement(one, S3_WORDS).access.length > 0))
    return undefined;
  try {
    const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand(target));
    return PolicyStatus?.IsPublic
      ? `S3 still calls the policy of bucket ${target.Bucket} public. Read what is left of it.`
      : undefined;
  } catch {
    return undefined;
  }
};
