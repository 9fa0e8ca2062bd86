import { expect, test } from 'vitest';
import type { Objects } from '../../../lambdas/workloads/data/generation.ts';
import { seenIn } from '../../../lambdas/workloads-data/seen.ts';

const objectsOf = (files: Readonly<Record<string, object>>): Objects => ({
  get: async (key) => (files[key] ? Buffer.from(JSON.stringify(files[key])) : undefined),
  put: async () => {
    throw new Error('Nothing is written here.');
  },
});

test('what inventories show is fetched: of systems everything, of registries what somebody has', async () => {
  const files = {
    'inventory/i-1.json': { 'Debian:12': ['glibc'], npm: ['lodash'] },
    'inventory/i-2.json': { 'Debian:12': ['perl'], PyPI: ['jinja2'], 'Ubuntu:Pro:22.04:LTS': ['bash'] },
  };
  const keys = [...Object.keys(files), 'inventory/i-3.json'];
  const { ecosystems, wanted } = await seenIn(objectsOf(files), keys);
  expect(ecosystems).toEqual(['Debian:12', 'PyPI', 'npm']);
  const asked = [
    ['Debian:12', 'openssl'],
    ['npm', 'lodash'],
    ['npm', 'left-pad'],
    ['PyPI', 'jinja2'],
    ['PyPI', 'lodash'],
  ] as const;
  expect(asked.map(([release, name]) => wanted(release, name))).toEqual([true, true, false, true, false]);
});
