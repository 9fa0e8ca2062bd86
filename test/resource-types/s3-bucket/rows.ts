import type { PAGES } from './pages.ts';

/**
 * What a statement does to the bucket: lets anyone in, does not, or cannot be told, for which reason; `leaves` where it
 * lets anyone in, and is to be left to these principals.
 */
export type Expected =
  | 'anyone'
  | 'narrow'
  | { readonly doubt: string }
  | { readonly leaves: Readonly<Record<string, unknown>> };

export const isOpen = (expected: Expected): boolean =>
  expected === 'anyone' || (typeof expected === 'object' && 'leaves' in expected);

/** What becomes of a statement; undefined where nothing does. */
export const leftOf = (statement: object, expected: Expected): object | undefined => {
  if (expected === 'anyone') return undefined;
  return typeof expected === 'object' && 'leaves' in expected
    ? { ...statement, Principal: expected.leaves }
    : statement;
};

export type Row = readonly [
  says: string,
  statement: Readonly<Record<string, unknown>>,
  expected: Expected,
  page: keyof typeof PAGES,
];

export const ACCOUNT = '123456789012';
export const when = (Condition: unknown) => ({ Condition });
export const doubt = (reason: string): Expected => ({ doubt: reason });
export const leaves = (principals: Readonly<Record<string, unknown>>): Expected => ({ leaves: principals });
