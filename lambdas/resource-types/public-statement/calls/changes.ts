import { Permanent } from '../../../core/base/errors.ts';
import { own } from '../../../core/base/json.ts';
import { contentOf, type StatementPart, statementParts } from '../../../core/judge/statement-parts.ts';
import type { Kept, Target } from '../../../core/statements/door.ts';

/** What a service that changes a policy statement by statement has to do. */
export interface Changes {
  /** Sids. */
  readonly gone: readonly string[];
  readonly added: readonly Readonly<Record<string, unknown>>[];
}

const partsIn = (text: string | undefined): readonly StatementPart[] =>
  text ? statementParts(JSON.parse(text)) : [];

const but = (parts: readonly StatementPart[], others: readonly StatementPart[]) => {
  const known = new Set(others.map(contentOf));
  return parts
    .filter((part) => !known.has(contentOf(part)))
    .map(({ statement }) => JSON.parse(statement) as Readonly<Record<string, unknown>>);
};

/** From one policy to another. Throws Permanent where a statement has no Sid to be removed by. */
export const changes = ({ arn }: Target, before: Kept, after: string | undefined): Changes => {
  const [old, wanted] = [partsIn(before.text), partsIn(after)];
  const gone = but(old, wanted).map((statement) => own(statement, 'Sid'));
  if (!gone.every((sid) => typeof sid === 'string' && sid !== ''))
    throw new Permanent(
      `A statement of ${arn} has no Sid, by which alone it could be removed. Remove it by hand.`,
    );
  return { gone: gone as readonly string[], added: but(wanted, old) };
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Whom a statement lets in, in the words of a call that adds one. */
export const principalOf = (statement: unknown): string | undefined => {
  const principal = own(statement, 'Principal');
  const found = text(principal) ?? text(own(principal, 'AWS')) ?? text(own(principal, 'Service'));
  return found?.replace(/^arn:[^:]+:iam::(\d{12}):root$/, '$1');
};

/** What a condition asks of a key, whatever the operator and the case. */
export const asked = (statement: unknown, key: string): string | undefined => {
  for (const block of Object.values((own(statement, 'Condition') ?? {}) as object))
    for (const [name, value] of Object.entries(block as object))
      if (name.toLowerCase() === key) return text(value);
  return undefined;
};
