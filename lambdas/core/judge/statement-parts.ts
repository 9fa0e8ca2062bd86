import { isRecord, own } from '../base/json.ts';
import { isTooDeep } from './policy-text.ts';
import { withoutEverybody } from './principals.ts';

/** One statement of a resource policy, as a ledger keeps it. */
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

/** What a statement is, copies alike. */
export const contentOf = ({ statement }: Pick<StatementPart, 'statement'>): string =>
  `statement ${canonical(JSON.parse(statement))}`;

export const key = (part: StatementPart): string =>
  part.copy ? `${contentOf(part)} ${part.copy}` : contentOf(part);

/** Parts of equal content are counted. */
export const numbered = <Part extends { readonly copy?: number }>(
  parts: readonly Part[],
  content: (part: Part) => string,
): readonly Part[] => {
  const seen = new Map<string, number>();
  return parts.map((part) => {
    const text = content(part);
    const copy = seen.get(text) ?? 0;
    seen.set(text, copy + 1);
    return copy === 0 ? part : { ...part, copy };
  });
};

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
  const parts = statementsIn(document).map(
    (statement, position): StatementPart => ({
      kind: 'statement',
      statement: JSON.stringify(statement),
      position,
      ...frame,
    }),
  );
  return numbered(parts, contentOf);
};

/** A statement for those alone whom it names beside `*`; undefined where it names nobody else. */
export const namedOnly = (part: StatementPart): readonly StatementPart[] | undefined => {
  const rest = withoutEverybody(JSON.parse(part.statement));
  const { copy: _, ...others } = part;
  return rest && [{ ...others, statement: JSON.stringify(rest) }];
};

/** By the content of a removed statement, the one for those alone whom it names: both have the same place. */
export const replacementsFor = (parts: readonly StatementPart[], rest: readonly StatementPart[]) =>
  new Map(
    parts.flatMap((part) => {
      const other = rest.find(({ position }) => position === part.position);
      return other ? [[contentOf(part), other] as const] : [];
    }),
  );

export type PolicyDocument = Readonly<Record<string, unknown>>;

export const withStatements = (
  document: unknown,
  Statement: readonly unknown[],
): PolicyDocument | undefined =>
  isRecord(document) && Statement.length > 0 ? { ...document, Statement } : undefined;

/**
 * The document without some of its statements, everything else as it is; undefined when none is left. What takes the
 * place of one, by its content, stands there once.
 */
export const withoutStatements = (
  document: unknown,
  contents: ReadonlySet<string>,
  replacements: ReadonlyMap<string, unknown> = new Map(),
): PolicyDocument | undefined => {
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
