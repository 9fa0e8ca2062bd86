import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { advisoriesIn } from '../../../cli/workloads/advisory-folder.ts';
import { judgedAs } from '../../../lambdas/core/workloads/match.ts';
import type { Package } from '../../../lambdas/core/workloads/package.ts';
import { assess } from '../../../lambdas/workloads/assess.ts';
import { advisoriesOf, currentOf, type Objects } from '../../../lambdas/workloads/data/generation.ts';
import { sync } from '../../../lambdas/workloads/data/sync.ts';
import { hasTool } from '../disks/compare.ts';

/** Advisories as their publishers serve them: large, and not ours to hand on. */
const folder = process.env['DRAWBRIDGE_ADVISORIES'] ?? '';
const isHere = folder !== '' && existsSync(`${folder}/AlmaLinux/all.zip`);

if (!isHere) process.stderr.write('SKIPPED: DRAWBRIDGE_ADVISORIES names no folder of real advisories\n');

interface Judgement {
  readonly installed: readonly (readonly [name: string, version: string, module: string | null])[];
  readonly holds: readonly string[];
  readonly pairs: number;
}

const judge = (): Judgement =>
  JSON.parse(
    execFileSync(
      'python3',
      [fileURLToPath(new URL('judge.py', import.meta.url)), `${folder}/AlmaLinux/all.zip`],
      {
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
      },
    ),
  ) as Judgement;

const application = (ecosystem: string, name: string, version: string): Package => ({
  ecosystem,
  name,
  version,
  path: '/opt',
  manager: 'pip',
});

describe.skipIf(!isHere)('of real advisories', () => {
  test.skipIf(!hasTool('rpm'))('those hold for AlmaLinux that rpm itself would let hold', async () => {
    const { installed, holds, pairs } = judge();
    const packages = installed.map(
      ([name, version, module]): Package => ({
        ecosystem: 'AlmaLinux:9',
        name,
        version,
        ...(module && { module }),
        path: '/var/lib/rpm/rpmdb.sqlite',
        manager: 'rpm',
      }),
    );
    const { vulnerabilities, score } = assess(packages, await advisoriesIn(folder, packages), false);
    const ours = [...new Set(vulnerabilities.map(({ id, package: name }) => `${id} ${name}`))].toSorted();
    expect({ packages: packages.length > 1000, pairs: pairs > 10_000, holds: holds.length > 1000 }).toEqual({
      packages: true,
      pairs: true,
      holds: true,
    });
    expect(ours).toEqual(holds);
    expect(vulnerabilities.some(({ kev }) => kev)).toBe(true);
    expect(score).toBeGreaterThan(50);
  });

  test.for([
    ['PyPI', 'Jinja2', '2.10', 'PYSEC-2019-217'],
    ['PyPI', 'django', '3.2.0', 'PYSEC-2021-98'],
    ['Go', 'golang.org/x/text', 'v0.3.5', 'GO-2021-0113'],
    ['Go', 'stdlib', '1.20.1', 'GO-2023-1621'],
  ] as const)('of %s, %s %s has %s', async ([ecosystem, name, version, id]) => {
    const packages = [application(ecosystem, name, version)];
    const { vulnerabilities } = assess(packages, await advisoriesIn(folder, packages), false);
    expect(vulnerabilities.map((each) => each.id)).toContain(id);
  });

  test('the sync packs them into shards, which say the same as the archives', async () => {
    const packages = [
      application('PyPI', 'Jinja2', '2.10'),
      application('Go', 'stdlib', '1.20.1'),
      { ...application('AlmaLinux:9', 'curl', '7.76.1-23.el9_2.1'), manager: 'rpm' as const },
    ];
    const all = new Map<string, Buffer>();
    const objects: Objects = {
      get: async (key) => all.get(key),
      put: async (key, data) => void all.set(key, data),
    };
    const releases = await sync({
      objects,
      publishers: {
        osv: async (family) => readFileSync(`${folder}/${family}/all.zip`),
        amazonLinux: async () => [],
        kev: async () => readFileSync(`${folder}/known_exploited_vulnerabilities.json`),
        epss: async () => gzipSync('cve,epss,percentile\n'),
      },
      ecosystems: packages.map(({ ecosystem }) => ecosystem),
      generation: 'g1',
      now: new Date(0),
    });
    expect(releases).toEqual(['PyPI', 'Go', 'AlmaLinux:9']);
    const current = await currentOf(objects);
    if (!current) throw new Error('nothing is in force');
    const wanted = packages.map((each) => ({ release: each.ecosystem, name: judgedAs(each).name }));
    const [packed, plain] = [
      await advisoriesOf(objects, current, wanted),
      await advisoriesIn(folder, packages),
    ];
    const found = assess(packages, packed, false);
    expect(found.vulnerabilities.length).toBeGreaterThan(20);
    expect(found).toEqual(assess(packages, plain, false));
  });

  test('an update of Amazon Linux is read', async () => {
    const packages: Package[] = [
      { ...application('Amazon Linux:2', 'kernel', '4.9.70-25.242.amzn2'), manager: 'rpm' },
    ];
    const { vulnerabilities } = assess(packages, await advisoriesIn(folder, packages), false);
    expect(vulnerabilities).toMatchObject([{ id: 'ALAS2-2018-939', package: 'kernel' }]);
  });
});
