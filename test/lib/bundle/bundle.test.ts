import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Metafile } from 'esbuild';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BUILD, bundleInto, functionNames, NOTICES } from '../../../lib/bundle/bundle.ts';

const KILOBYTE = 1000;

/** What wakes nobody in a hurry may weigh more. */
const BUDGETS: Readonly<Record<string, number>> = { publisher: 130, workloads: 130, 'workloads-scan': 140 };

const budget = (name: string): number => (BUDGETS[name] ?? 110) * KILOBYTE;

test('every folder with a handler is a function', () => {
  expect(functionNames()).toEqual(expect.arrayContaining(['publisher', 'security-group']));
});

describe.each(functionNames())('the function %s', (name) => {
  const code = readFileSync(join(BUILD, name, 'index.mjs'));
  const metafile = JSON.parse(readFileSync(join(BUILD, name, 'meta.json'), 'utf8')) as Metafile;
  const inputs = Object.keys(metafile.inputs);
  const bytesOf = (path: string): number =>
    Object.values(metafile.outputs).reduce(
      (sum, { inputs: used }) => sum + (used[path]?.bytesInOutput ?? 0),
      0,
    );

  test('weighs no more than its budget, compressed', () => {
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(budget(name));
  });

  test('carries all that it needs: it imports nothing but Node', () => {
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    expect(imports.filter(({ path }) => !/^(node:)?[a-z_/0-9]+$/.test(path))).toEqual([]);
    expect(inputs).toEqual(expect.arrayContaining([expect.stringContaining('node_modules/@aws-sdk/')]));
  });

  test('contains nothing that runs at synth', () => {
    expect(inputs.filter((path) => !/^(lambdas|lib\/bundle\/stand-ins|node_modules)\//.test(path))).toEqual(
      [],
    );
    expect(
      inputs.filter((path) => /node_modules\/(aws-cdk-lib|constructs|cdk-nag|esbuild)\//.test(path)),
    ).toEqual([]);
  });

  test('looks for credentials in its environment only', () => {
    expect(inputs).toContain('lib/bundle/stand-ins/credentials.ts');
    expect(
      inputs.filter((path) => /credential-provider-(node|ini|sso|process|web-identity)\//.test(path)),
    ).toEqual([]);
  });

  test('brings the notices of everything that it holds a part of', () => {
    const notices = readFileSync(join(BUILD, name, NOTICES), 'utf8');
    const packages = new Set(
      inputs
        .filter((path) => bytesOf(path) > 0)
        .flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
    );
    expect(packages.size).toBeGreaterThan(3);
    for (const one of packages) expect(notices).toContain(`\n${one} `.slice(notices.startsWith(one) ? 1 : 0));
    expect(notices).not.toMatch(/\(no licence named\)|GPL/);
  });

  test('knows the version it was built as', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(code.includes('DRAWBRIDGE_VERSION')).toBe(false);
    expect(code.includes(`"${version}"`)).toBe(bytesOf('lambdas/adapters/version.ts') > 0);
  });
});

test('a bundle is the same whenever and wherever it is made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drawbridge-bundle-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await bundleInto('publisher', folder);
  for (const file of ['index.mjs', NOTICES])
    expect(readFileSync(join(folder, file)).equals(readFileSync(join(BUILD, 'publisher', file)))).toBe(true);
});
