import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import {
  advisoriesOf,
  currentOf,
  type Objects,
  switchTo,
  writeEnrichment,
  writeRows,
} from '../../../lambdas/workloads/data/generation.ts';
import type { Placed } from '../../../lambdas/workloads/data/osv.ts';
import { sync } from '../../../lambdas/workloads/data/sync.ts';

const bucket = (): Objects & { readonly keys: () => string[]; readonly gets: string[] } => {
  const all = new Map<string, Buffer>();
  const gets: string[] = [];
  return {
    gets,
    keys: () => [...all.keys()],
    get: async (key) => {
      gets.push(key);
      return all.get(key);
    },
    put: async (key, data) => void all.set(key, data),
  };
};

const row = (release: string, name: string, id: string): Placed => ({
  release,
  row: { name, id, cves: [], ranges: [[{ introduced: '0' }]] },
});

const fill = async (objects: Objects, generation: string, rows: readonly Placed[]): Promise<void> => {
  const releases = await writeRows(objects, generation, rows);
  await writeEnrichment(objects, generation, new Map([['CVE-1', { kev: true }]]));
  await switchTo(objects, { generation, fetchedAt: '2026-01-01T00:00:00Z', releases });
};

test('only the shards of what is installed are read', async () => {
  const objects = bucket();
  const names = Array.from({ length: 500 }, (_, i) => `package-${i}`);
  await fill(
    objects,
    'g1',
    names.map((name) => row('Debian:12', name, `D-${name}`)),
  );
  const current = await currentOf(objects);
  objects.gets.length = 0;
  const advisories = await advisoriesOf(objects, current ?? { generation: '', fetchedAt: '', releases: [] }, [
    { release: 'Debian:12', name: 'package-7' },
  ]);
  expect(advisories.rows('Debian:12', 'package-7').map(({ id }) => id)).toEqual(['D-package-7']);
  expect(advisories.known('CVE-1')).toEqual({ kev: true });
  expect(objects.gets).toHaveLength(2);
  expect(objects.keys().length).toBeGreaterThan(40);
});

test('a scan that has begun stays with its generation, and the next sees the new one', async () => {
  const objects = bucket();
  await fill(objects, 'g1', [row('Red Hat:9', 'a', 'old')]);
  const before = await currentOf(objects);
  await writeRows(objects, 'g2', [row('Debian:12', 'a', 'new')]);
  expect(await currentOf(objects)).toEqual(before);
  await fill(objects, 'g2', [row('Debian:12', 'a', 'new')]);
  const after = await currentOf(objects);
  if (!before || !after) throw new Error('there is no generation');
  const wanted = [
    { release: 'Red Hat:9', name: 'a' },
    { release: 'Debian:12', name: 'a' },
  ];
  const [old, next] = [
    await advisoriesOf(objects, before, wanted),
    await advisoriesOf(objects, after, wanted),
  ];
  expect(old.rows('Red Hat:9', 'a').map(({ id }) => id)).toEqual(['old']);
  expect(next.rows('Red Hat:9', 'a')).toEqual([]);
  expect(next.rows('Debian:12', 'a').map(({ id }) => id)).toEqual(['new']);
  expect([old.covers('Debian:12'), next.covers('Debian:12')]).toEqual([false, true]);
});

test.for([
  ['cannot be reached', () => Promise.reject(new Error('it is down'))],
  ['serves something broken', () => Promise.resolve(Buffer.from('<html>'))],
] as const)('while a publisher %s the generation before stays in force', async ([, osv]) => {
  const objects = bucket();
  await fill(objects, 'g1', [row('Debian:12', 'a', 'old')]);
  const before = await currentOf(objects);
  const attempt = sync({
    objects,
    publishers: {
      osv,
      amazonLinux: async () => [],
      kev: async () => Buffer.from('{"vulnerabilities":[]}'),
      epss: async () => gzipSync('cve,epss,percentile\n'),
    },
    ecosystems: ['Debian:12'],
    generation: 'g2',
    now: new Date(0),
  });
  await expect(attempt).rejects.toThrow();
  expect(await currentOf(objects)).toEqual(before);
});

test('before the first generation there is none', async () => {
  expect(await currentOf(bucket())).toBeUndefined();
});
