import { DeleteBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { errorCode } from '../../core/base/errors.ts';
import { type Dead, deadWords } from '../../core/judge/dead-principals.ts';
import { withoutDead } from '../../core/judge/principals.ts';
import type { Setting } from '../../core/judge/remove-from.ts';
import {
  contentOf,
  type PolicyDocument,
  statementParts,
  statementsIn,
  withoutStatements,
  withStatements,
} from '../../core/judge/statement-parts.ts';
import type { S3 } from './clients.ts';
import { readPolicy, type Target } from './reader.ts';

/** A bucket's policy. `replacements` take the place of statements of these contents. */
export const policyOf = (
  s3: S3,
  target: Target,
  replacements: ReadonlyMap<string, unknown>,
): Setting<unknown> & { readonly dead: Dead } => {
  const dead: Dead = { ids: [], statements: 0 };
  const write = (document: PolicyDocument | undefined) =>
    document
      ? s3.send(new PutBucketPolicyCommand({ ...target, Policy: JSON.stringify(document) }))
      : s3.send(new DeleteBucketPolicyCommand(target));
  /** S3 takes no policy that names a deleted principal, though it keeps one that did before. */
  const writeLiving = async (rest: PolicyDocument, refusal: unknown) => {
    const statements = statementsIn(rest);
    const words = statements.flatMap(deadWords);
    if (words.length === 0) throw refusal;
    const living = statements.map(withoutDead).filter((statement) => statement !== undefined);
    await write(withStatements(rest, living));
    dead.ids.push(...words);
    dead.statements += statements.length - living.length;
  };
  return {
    dead,
    read: () => readPolicy(s3, target),
    contents: (document) => statementParts(document).map(contentOf),
    writeWithout: async (document, contents) => {
      const rest = withoutStatements(document, contents, replacements);
      try {
        await write(rest);
      } catch (error) {
        if (!rest || errorCode(error) !== 'MalformedPolicy') throw error;
        await writeLiving(rest, error);
      }
    },
  };
};
