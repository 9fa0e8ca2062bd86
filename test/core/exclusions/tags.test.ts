import { describe, expect, test } from 'vitest';
import type { TagWish } from '../../../lambdas/core/base/policy.ts';
import { carries, compileTags, tagsText } from '../../../lambdas/core/exclusions/tags.ts';

const TAGS = { Env: 'test-7', Tier: 'web', Empty: '' };

describe('a tag', () => {
  test.for<[string, Readonly<Record<string, TagWish>>, boolean]>([
    ['has this value', { Env: 'test-7' }, true],
    ['has another one', { Env: 'test' }, false],
    ['fits a star', { Env: 'test-*' }, true],
    ['fits any text, if it is there', { Env: '*', Empty: '*' }, true],
    ['is not there, so that any text does not fit', { Owner: '*' }, false],
    ['has one of these', { Env: ['dev', 'test-*'] }, true],
    ['has none of these', { Env: ['dev', 'prod'] }, false],
    ['has another value than that', { Tier: { not: 'prod' } }, true],
    ['has that value', { Tier: { not: ['prod', 'w*'] } }, false],
    ['is not there, so that it has no other value', { Owner: { not: 'x' } }, false],
    ['of several does not fit', { Env: 'test-*', Tier: 'db' }, false],
    ['of a name that every object has is not there', { constructor: '*' }, false],
  ])('%s', ([, wish, expected]) => {
    expect(carries(compileTags(wish), TAGS)).toBe(expected);
  });
});

test('wishes are told in words', () => {
  const wishes = { A: 'x', B: ['y', 'z*'], C: { not: 'w' }, D: { not: ['u', 'v'] } };
  expect(tagsText(wishes)).toBe('A=x and B=y or z* and C other than w and D other than u or v');
});
