import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ImageReport } from '../../cli/workloads/image.ts';
import { image } from './images/image.ts';
import { planted } from './images/planted.ts';

const work = mkdtempSync(join(tmpdir(), 'drawbridge-image-'));
const at = (name: string): string => join(work, name);

const RECORDS = [
  {
    id: 'DEBIAN-CVE-2024-0001',
    upstream: ['CVE-2024-0001'],
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem: 'Debian:12', name: 'glibc' },
        ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.99-1' }] }],
      },
    ],
  },
];

/** As the publisher packs it: Python's zip files are not ours. */
const PACK = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:
    for record in json.load(sys.stdin): archive.writestr(record['id'] + '.json', json.dumps(record))
`;

const pack = (path: string, records: readonly object[]): void => {
  mkdirSync(join(path, '..'), { recursive: true });
  execFileSync('python3', ['-c', PACK, path], { input: JSON.stringify(records) });
};

beforeAll(() => {
  writeFileSync(at('debian.img'), image('debian.ext4'));
  writeFileSync(at('short.img'), image('debian.ext4').subarray(0, 12 * 1024 * 1024));
  writeFileSync(at('planted.img'), planted({ '/opt/shop/.env': 'A=b\nDB_PASSWORD=Kiel7-Sprotte\n' }));
  writeFileSync(at('empty.img'), '');
  writeFileSync(at('text.img'), 'no disk');
  writeFileSync(at('sparse.img'), '');
  truncateSync(at('sparse.img'), 64 * 1024 * 1024);
  const luks = Buffer.alloc(1024 * 1024);
  luks.write('LUKS\xba\xbe', 'latin1');
  writeFileSync(at('luks.img'), luks);
  pack(at('data/Debian/all.zip'), RECORDS);
  pack(at('data/PyPI/all.zip'), []);
  pack(at('data/npm/all.zip'), []);
  writeFileSync(
    at('data/known_exploited_vulnerabilities.json'),
    JSON.stringify({ vulnerabilities: [{ cveID: 'CVE-2024-0001' }] }),
  );
  writeFileSync(
    at('data/epss_scores.csv.gz'),
    gzipSync('#model_version:v1\ncve,epss,percentile\nCVE-2024-0001,0.5,0.9\n'),
  );
  pack(at('clean/Debian/all.zip'), [
    { ...RECORDS[0], affected: [{ package: { ecosystem: 'Debian:12', name: 'none' }, ranges: [] }] },
  ]);
  mkdirSync(at('broken/Debian'), { recursive: true });
  writeFileSync(at('broken/Debian/all.zip'), 'PK no zip');
  mkdirSync(at('nothing'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['bin/cli.mjs', 'workloads', 'image', ...args], {
    encoding: 'utf8',
    env: { ...process.env, XDG_STATE_HOME: at('state') },
  });

const reportOf = (...args: string[]) => {
  const { status, stdout } = run(...args, '--json');
  return { exit: status, report: JSON.parse(stdout) as ImageReport };
};

describe('workloads image', () => {
  test('tells what is installed, and what is known to be wrong with it', () => {
    const { exit, report } = reportOf(at('debian.img'), '--data', at('data'));
    expect(exit).toBe(1);
    expect(Object.keys(report)).toEqual([
      'os',
      'status',
      'packages',
      'vulnerabilities',
      'secrets',
      'threats',
      'score',
      'terms',
      'blocksRead',
    ]);
    expect(report).toMatchObject({ os: 'Debian GNU/Linux 12 (bookworm)', status: 'Scanned', score: 24 });
    const [first] = report.vulnerabilities;
    expect(report.vulnerabilities.map((each) => each.package)).toEqual(['libc-bin', 'libc6']);
    expect(first).toEqual({
      id: 'DEBIAN-CVE-2024-0001',
      cves: ['CVE-2024-0001'],
      package: 'libc-bin',
      version: report.packages.find(({ name }) => name === 'libc-bin')?.version,
      fixed: '2.99-1',
      severity: 'HIGH',
      cvss: 9.8,
      epss: 0.5,
      kev: true,
      path: '/var/lib/dpkg/status',
    });
    expect(report.terms).toEqual([
      { id: 'CVE-2024-0001', impact: 0.98, probability: 0.7, exposure: 0.35, term: 0.2401 },
    ]);
  });

  test('is content with a disk on which nothing is known to be wrong', () => {
    const { exit, report } = reportOf(at('debian.img'), '--data', at('clean'));
    expect({ exit, status: report.status, found: report.vulnerabilities }).toEqual({
      exit: 0,
      status: 'Scanned',
      found: [],
    });
  });

  test('takes stock without advisories', () => {
    const { exit, report } = reportOf(at('debian.img'));
    expect({ exit, status: report.status, packages: report.packages.length }).toEqual({
      exit: 0,
      status: 'Scanned',
      packages: 90,
    });
  });

  test('tells secrets by rule, path, line and hash, the same at each call, and shows none', () => {
    const { exit, report } = reportOf(at('planted.img'));
    expect({ exit, status: report.status, score: report.score }).toEqual({
      exit: 1,
      status: 'Scanned',
      score: 10,
    });
    expect(report.secrets).toEqual([
      {
        rule: 'password-assignment',
        path: '/opt/shop/.env',
        line: 2,
        hash: expect.stringMatching(/^[0-9a-f]{12}$/),
      },
    ]);
    expect(reportOf(at('planted.img')).report.secrets).toEqual(report.secrets);
    const { stdout, stderr } = run(at('planted.img'));
    expect(stdout).toMatch(/password-assignment +\/opt\/shop\/\.env:2 +[0-9a-f]{12}/);
    expect(stdout + stderr + JSON.stringify(report)).not.toContain('Kiel7');
    expect(statSync(at('state/drawbridge/hash-key')).mode & 0o777).toBe(0o600);
  });

  test.for([
    ['a disk that is encrypted', 'luks.img', 'Unsupported', 'LUKS encryption'],
    ['a disk that is cut short', 'short.img', 'Partial', 'the disk ends before its file system does'],
  ] as const)('does not call clean %s', ([, name, status, reason]) => {
    const { exit, report } = reportOf(at(name), '--data', at('clean'));
    expect({ exit, status: report.status, reason: report.reason }).toEqual({ exit: 1, status, reason });
  });

  test.for([
    ['a file that is not there', ['none.img'], 'There is no file'],
    ['a folder', ['data'], 'is a folder'],
    ['an empty file', ['empty.img'], 'is no disk image: it is empty'],
    ['zeros', ['sparse.img'], 'is no disk image'],
    ['text', ['text.img'], 'is no disk image'],
    ['a folder of data that is not there', ['debian.img', 'none'], 'There is no folder'],
    ['a folder without data', ['debian.img', 'nothing'], 'There are no advisories in'],
    ['broken data', ['debian.img', 'broken'], 'Fetch it again'],
  ] as const)('refuses %s', ([, [name, data], words]) => {
    const { status, stdout, stderr } = run(at(name), ...(data ? ['--data', at(data)] : []));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
