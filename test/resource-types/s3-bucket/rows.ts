import type { PAGES } from './pages.ts';

/** What a statement does to the bucket: lets anyone in, does not, or cannot be told, for which reason. */
export type Expected = 'anyone' | 'narrow' | { readonly doubt: string };

export type Row = readonly [
  says: string,
  statement: Readonly<Record<string, unknown>>,
  expected: Expected,
  page: keyof typeof PAGES,
];

export const ACCOUNT = '123456789012';
export const when = (Condition: unknown) => ({ Condition });
export const doubt = (reason: string): Expected => ({ doubt: reason });
