import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('every recorded event is from a source whose licence the README names', () => {
  const readme = readFileSync('test/events/README.md', 'utf8');
  const named = [...readme.matchAll(/^\| `([\w-]+)` \| \S+.* \| (Apache-2\.0|MIT|BSD|CC0)/gm)].map(
    ([, source]) => source,
  );
  const files = readdirSync('test/events').filter((file) => file.endsWith('.json'));
  expect(named.length).toBeGreaterThan(3);
  expect([...new Set(files.map((file) => file.split('__')[0]))].sort()).toEqual(named.toSorted());
});
