import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { RESOURCE_TYPES } from '../../lambdas/resource-types/catalogue.ts';
import { WHOLE_TYPES } from '../../lambdas/resource-types/connected.ts';
import { folders, lists } from '../../lib/resource-type-lists.ts';

/** Formatting aside: what counts is which names stand there, and in which order. */
const words = (text: string): readonly string[] => text.match(/[\w.'/-]+/g) ?? [];

test.each(Object.entries(lists()))(
  '%# the list of resource types is what `npm run generate` writes',
  (path, text) => {
    expect(words(readFileSync(path, 'utf8'))).toEqual(words(text));
  },
);

test('a folder that is in no list is noticed', () => {
  for (const [path, text] of Object.entries(lists([...folders(), 'planted-type'])))
    expect(words(readFileSync(path, 'utf8')), basename(path)).not.toEqual(words(text));
});

test('every resource type is named as its folder', () => {
  expect(RESOURCE_TYPES.map(({ type }) => type.name)).toEqual(folders());
  expect(WHOLE_TYPES.map(({ name }) => name)).toEqual(folders());
});
