import type { z } from 'zod';
import { listed } from '../../lambdas/core/base/text.ts';
import { didYouMean } from './nearest.ts';
import { pathText } from './source.ts';

type Issue = z.core.$ZodIssue;

/** What is known about the value that an issue is about. */
export interface Found {
  readonly value: unknown;
  /** As it is written in the file, without quotes; of scalars only. */
  readonly written: string | undefined;
  /** Keys that are allowed where an unknown one was found. */
  readonly allowed: readonly string[];
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
};

const list = (words: readonly unknown[], last: 'and' | 'or' = 'or'): string =>
  listed(words.map(String), last);

const foundText = ({ value, written }: Found): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : String(written ?? value);
};

const isScalar = (value: unknown): boolean => typeof value === 'number' || typeof value === 'boolean';

const wrongType = (expected: string, found: Found): string => {
  if (found.value === undefined) return 'is missing';
  const quotes =
    expected === 'string' && isScalar(found.value) ? `: put it in quotes, "${found.written ?? ''}"` : '';
  return `expected ${TYPES[expected] ?? expected}, found ${foundText(found)}${quotes}`;
};

const bound = (
  { origin }: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  limit: string,
  found: Found,
): string => {
  if (origin === 'string') return found.value === '' ? 'expected some text' : `expected ${limit} characters`;
  if (origin === 'array') return 'expected at least one entry';
  return `expected ${limit}, found ${foundText(found)}`;
};

const isOwnType = (issue: Issue | undefined): boolean =>
  issue?.code === 'invalid_type' && issue.path.length === 0;

const textOf = (issue: Issue, found: Found): string => {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, found);
    case 'invalid_value': {
      if (found.value === undefined) return 'is missing';
      const word = typeof found.value === 'string' ? found.value : '';
      const hint = word && didYouMean(word, issue.values.map(String));
      return `expected ${list(issue.values)}, found ${foundText(found)}.${hint}`;
    }
    case 'too_small':
      return bound(issue, `${String(issue.minimum)} or more`, found);
    case 'too_big':
      return bound(issue, `${String(issue.maximum)} or less`, found);
    case 'invalid_format':
      return `${issue.message}, found ${foundText(found)}`;
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'invalid_union':
    case 'not_multiple_of':
    case 'unrecognized_keys':
      return issue.message;
  }
};

const RESERVED: Readonly<Record<string, string>> = {
  organization:
    'deploying to a whole organization is not built yet: leave the key out and deploy account by account',
};

export interface Said {
  readonly path: readonly PropertyKey[];
  /** The problem is the key, not its value. */
  readonly isKey: boolean;
  readonly message: string;
}

const unknownKeys = (issue: z.core.$ZodIssueUnrecognizedKeys, { allowed }: Found): readonly Said[] =>
  issue.keys.map((key) => {
    const where = pathText(issue.path);
    const known = ` Known here: ${list(allowed, 'and')}.`;
    const plain =
      where === 'templates'
        ? `no template is called ${key}.${didYouMean(key, allowed)}`
        : `no such key.${didYouMean(key, allowed) || known}`;
    return {
      path: [...issue.path, key],
      isKey: true,
      message: (where === '' && Object.hasOwn(RESERVED, key) && RESERVED[key]) || plain,
    };
  });

/** What each branch would take; a text comes first where one may stand there. */
const unionText = ({ errors, message }: z.core.$ZodIssueInvalidUnion, found: Found): string => {
  const types = errors.flatMap(([first]) => (first?.code === 'invalid_type' ? [first.expected] : []));
  if (types[0] === 'string' && isScalar(found.value)) return wrongType('string', found);
  if (message.startsWith('expected')) return `${message}, found ${foundText(found)}`;
  return `expected true, false or a mapping of keys to values, found ${foundText(found)}`;
};

/**
 * What zod found, in words: what was expected, what is there, and what was probably meant. Of the branches of a
 * union the one speaks whose type was meant.
 */
export const say = (issue: Issue, find: (path: readonly PropertyKey[]) => Found): readonly Said[] => {
  const found = find(issue.path);
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, found);
  if (issue.code === 'invalid_key')
    return issue.issues.map(({ message }) => ({ path: issue.path, isKey: true, message }));
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(([first]) => first && !isOwnType(first));
    const inner = meant ?? [];
    if (inner.length > 0)
      return inner.flatMap((each) => say({ ...each, path: [...issue.path, ...each.path] } as Issue, find));
    return [{ path: issue.path, isKey: false, message: unionText(issue, found) }];
  }
  const isKey = found.value === undefined;
  return [{ path: issue.path, isKey, message: textOf(issue, found) }];
};
