import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { cyclonedx } from '../../../cli/workloads/cyclonedx.ts';
import { sarif } from '../../../cli/workloads/sarif.ts';
import type { ScanReport } from '../../../lambdas/workloads/scan-report.ts';

const LIBRARY = createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json');
const SCHEMAS = new URL('res/schema/', pathToFileURL(LIBRARY));

const schema = (name: string): object =>
  JSON.parse(readFileSync(new URL(`${name}.SNAPSHOT.schema.json`, SCHEMAS), 'utf8')) as object;

const validator = (): Ajv => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  for (const format of ['idn-email', 'iri-reference']) ajv.addFormat(format, true);
  return ajv;
};

const bom = validator();
for (const name of ['jsf-0.82', 'spdx', 'cryptography-defs'])
  bom.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
const isBom = bom.compile(schema('bom-1.6'));

/** Of the OASIS standard, as the package @microsoft/jest-sarif 1.0.0-beta.0 (MIT) has it. */
const SARIF = JSON.parse(
  brotliDecompressSync(readFileSync(new URL('sarif-2.1.0-rtm.5.json.br', import.meta.url))).toString('utf8'),
) as { $schema?: string; id?: string };
// It is of draft 4, whose names for these two are not those of later ones.
delete SARIF.$schema;
delete SARIF.id;
const isSarif = validator().compile(SARIF);

const base = { architecture: 'amd64', path: '/var/lib/dpkg/status', manager: 'dpkg' } as const;

const report: ScanReport = {
  instance: 'i-0123456789abcdef0',
  at: '2026-11-27T06:00:00.000Z',
  status: 'Scanned',
  system: { name: 'Debian GNU/Linux 12 (bookworm)', ecosystem: 'Debian:12', advised: true },
  packages: [
    { ecosystem: 'Debian:12', name: 'openssl', version: '3.0.9-1', ...base },
    { ecosystem: 'Debian:12', name: 'libssl3', version: '3.0.9-1', ...base },
    {
      ecosystem: 'npm',
      name: '@types/node',
      version: '20.0.0',
      path: '/opt/a b/package.json',
      manager: 'npm',
    },
    { ecosystem: 'Maven', name: 'org.x:y', version: '1.0', path: '/opt/y.jar', manager: 'jar' },
    { ecosystem: 'Go', name: 'github.com/a/b', version: 'v1.2.3', path: '/usr/local/bin/b', manager: 'go' },
    { ecosystem: 'AlmaLinux:9', name: 'openssl', version: '1:3.0.7-16.el9_2', path: '/rpm', manager: 'rpm' },
  ],
  vulnerabilities: ['openssl', 'libssl3'].map((name) => ({
    id: 'DEBIAN-CVE-2023-5363',
    cves: ['CVE-2023-5363'],
    package: name,
    version: '3.0.9-1',
    fixed: '3.0.11-1',
    severity: 'HIGH' as const,
    cvss: 7.5,
    epss: 0.2,
    kev: true,
    path: '/var/lib/dpkg/status',
  })),
  secrets: [{ rule: 'private-key', path: '/home/a b/ü#.pem', line: 3, hash: '3fa9c1d2e4b5' }],
  threats: [{ rule: 'eicar', path: '/tmp/x' }],
};

const EMPTY: ScanReport = {
  instance: 'i-0123456789abcdef0',
  at: report.at,
  status: 'Failed',
  packages: [],
  vulnerabilities: [],
  secrets: [],
  threats: [],
};

describe('a bill of materials', () => {
  test.for([
    ['of all that can be found', report],
    ['of a machine with nothing', EMPTY],
  ] as const)('%s is CycloneDX 1.6 by its schema', ([, given]) => {
    isBom(cyclonedx(given));
    expect(isBom.errors ?? []).toEqual([]);
  });

  test('the schema is no formality', () => {
    expect(isBom({ ...cyclonedx(report), specVersion: 1.6 })).toBe(false);
  });

  test('names packages by their URLs, and each CVE once with all of its packages', () => {
    const { components, vulnerabilities } = cyclonedx(report);
    expect(components.flatMap((each) => ('purl' in each ? [each.purl] : []))).toEqual([
      'pkg:deb/debian/openssl@3.0.9-1?arch=amd64&distro=debian-12',
      'pkg:deb/debian/libssl3@3.0.9-1?arch=amd64&distro=debian-12',
      'pkg:npm/%40types/node@20.0.0',
      'pkg:maven/org.x/y@1.0',
      'pkg:golang/github.com/a/b@v1.2.3',
      'pkg:rpm/almalinux/openssl@3.0.7-16.el9_2?distro=almalinux-9&epoch=1',
    ]);
    expect(vulnerabilities).toMatchObject([
      { id: 'CVE-2023-5363', affects: [{ ref: 'package-1' }, { ref: 'package-2' }] },
    ]);
  });
});

describe('secrets and threats', () => {
  test.for([
    ['as they are found', report],
    ['where there are none', EMPTY],
  ] as const)('%s are SARIF 2.1.0 by its schema', ([, given]) => {
    isSarif(sarif(given));
    expect(isSarif.errors ?? []).toEqual([]);
  });

  test('the schema is no formality', () => {
    expect(isSarif({ ...sarif(report), version: '2.0' })).toBe(false);
  });

  test('are told by rule, place and hash', () => {
    expect(sarif(report).runs[0]?.results).toMatchObject([
      { ruleId: 'threat/eicar', locations: [{ physicalLocation: { artifactLocation: { uri: 'tmp/x' } } }] },
      {
        ruleId: 'secret/private-key',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'home/a%20b/%C3%BC%23.pem' },
              region: { startLine: 3 },
            },
          },
        ],
      },
    ]);
  });
});
