import type { Clock, Fixed } from '../base/ports.ts';
import { type Dead, deadWords } from './dead-principals.ts';
import { withoutDead } from './principals.ts';
import { removeFrom, type Setting } from './remove-from.ts';
import {
  contentOf,
  type PolicyDocument,
  replacementsFor,
  type StatementPart,
  statementParts,
  statementsIn,
  withoutStatements,
  withStatements,
} from './statement-parts.ts';

/** A resource policy as a service keeps it. */
export interface PolicyCalls<Read extends { readonly document: unknown }> {
  /** Who keeps it, e.g. `S3`. */
  readonly keeper: string;
  read(): Promise<Read>;
  /** Writes what is left, undefined where nothing is. */
  write(rest: PolicyDocument | undefined, read: Read): Promise<unknown>;
  /** Is this how it refuses a policy that names a deleted principal, among others? */
  isRefusal(error: unknown): boolean;
}

const settingOf = <Read extends { readonly document: unknown }>(
  { read, write, isRefusal }: PolicyCalls<Read>,
  replacements: ReadonlyMap<string, unknown>,
): Setting<Read> & { readonly dead: Dead } => {
  const dead: Dead = { ids: [], statements: 0 };
  /** AWS takes no policy that names a deleted principal, though it keeps one that did before. */
  const writeLiving = async (rest: PolicyDocument, before: Read, refusal: unknown) => {
    const statements = statementsIn(rest);
    const words = statements.flatMap(deadWords);
    if (words.length === 0) throw refusal;
    const living = statements.map(withoutDead).filter((statement) => statement !== undefined);
    await write(withStatements(rest, living), before);
    dead.ids.push(...words);
    dead.statements += statements.length - living.length;
  };
  return {
    dead,
    read,
    contents: ({ document }) => statementParts(document).map(contentOf),
    writeWithout: async (before, contents) => {
      const rest = withoutStatements(before.document, contents, replacements);
      try {
        await write(rest, before);
      } catch (error) {
        if (!rest || !isRefusal(error)) throw error;
        await writeLiving(rest, before, error);
      }
    },
  };
};

/**
 * Takes statements out of a policy by their content; of `rest` each takes the place of the one at its position. Throws what
 * the calls throw.
 */
export const removeStatements = async <Read extends { readonly document: unknown }>(
  calls: PolicyCalls<Read>,
  parts: readonly StatementPart[],
  rest: readonly StatementPart[],
  clock: Pick<Clock, 'sleep'>,
): Promise<Fixed<StatementPart>> => {
  const replacements = replacementsFor(parts, rest);
  const documents = [...replacements].map(
    ([content, { statement }]) => [content, JSON.parse(statement) as unknown] as const,
  );
  const setting = settingOf(calls, new Map(documents));
  const fixed = await removeFrom(setting, parts, contentOf, clock);
  const contents = new Set(fixed.removed.map(contentOf));
  const added = [...replacements].flatMap(([content, part]) => (contents.has(content) ? [part] : []));
  const { ids, statements } = setting.dead;
  return {
    ...fixed,
    ...(added.length > 0 && { added }),
    ...(statements > 0 && { lost: statements }),
    ...(ids.length > 0 && {
      note: `${calls.keeper} takes no policy back that names deleted principals, so they were left out of it, who let nobody in: ${ids.join(', ')}.`,
    }),
  };
};
