import { DeleteBucketPolicyCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import { errorCode } from '../../core/base/errors.ts';
import { isRecord, own } from '../../core/base/json.ts';
import { deadIn, withoutDead } from '../../core/judge/principals.ts';
import type { S3 } from './clients.ts';
import type { Setting } from './fix-steps.ts';
import { contentOf, statementParts, statementsIn } from './model.ts';
import { readPolicy, type Target } from './reader.ts';

type Document = Readonly<Record<string, unknown>>;

const withStatements = (document: unknown, Statement: readonly unknown[]): Document | undefined =>
  isRecord(document) && Statement.length > 0 ? { ...document, Statement } : undefined;

/**
 * The document without some of its statements, everything else as it is; undefined when none is left. What takes the
 * place of one, by its content, stands there once.
 */
export const withoutStatements = (
  document: unknown,
  contents: ReadonlySet<string>,
  replacements: ReadonlyMap<string, unknown> = new Map(),
): Document | undefined => {
  const unused = new Map(replacements);
  const old = statementsIn(document);
  const Statement = statementParts(document).flatMap((part) => {
    const content = contentOf(part);
    if (!contents.has(content)) return [old[part.position]];
    const replacement = unused.get(content);
    return unused.delete(content) ? [replacement] : [];
  });
  return withStatements(document, Statement);
};

/** `AIDACKCEVSQ6C2EXAMPLE in statement 2 "left-over"`. */
const deadWords = (statement: unknown, position: number): readonly string[] => {
  const sid = own(statement, 'Sid');
  const name = typeof sid === 'string' && sid !== '' ? ` ${JSON.stringify(sid.slice(0, 64))}` : '';
  return deadIn(statement).map((id) => `${id} in statement ${position + 1}${name}`);
};

/** What had to go beside what was asked for: ids of deleted principals, and how many statements for nobody else. */
export interface Dead {
  readonly ids: string[];
  statements: number;
}

/** A bucket's policy. `replacements` take the place of statements of these contents. */
export const policyOf = (
  s3: S3,
  target: Target,
  replacements: ReadonlyMap<string, unknown>,
): Setting<unknown> & { readonly dead: Dead } => {
  const dead: Dead = { ids: [], statements: 0 };
  const write = (document: Document | undefined) =>
    document
      ? s3.send(new PutBucketPolicyCommand({ ...target, Policy: JSON.stringify(document) }))
      : s3.send(new DeleteBucketPolicyCommand(target));
  /** S3 takes no policy that names a deleted principal, though it keeps one that did before. */
  const writeLiving = async (rest: Document, refusal: unknown) => {
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
