import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Exclusion } from '../../lambdas/core/base/policy.ts';
import { decide } from '../../lambdas/core/judge/decide.ts';
import { factsOf } from '../../lambdas/core/judge/facts.ts';
import type { Judged } from '../../lambdas/core/workloads/fix-units.ts';
import { countsOf, reportedUnits } from '../../lambdas/core/workloads/report.ts';
import { deb } from '../../lambdas/core/workloads/versions/deb.ts';
import type { Vulnerability } from '../../lambdas/core/workloads/vulnerability.ts';
import { vulnerabilitiesOf } from '../../lambdas/workloads/instance/asff.ts';
import { type Instance, secretPart, updateOf } from '../../lambdas/workloads/instance/model.ts';
import { INSTANCE_TEMPLATES } from '../../lambdas/workloads/instance/templates.ts';
import { ec2Instance } from '../../lambdas/workloads/instance/type.ts';

const vulnerability = (cve: string, change: Partial<Vulnerability> = {}): Vulnerability => ({
  id: `DEBIAN-${cve}`,
  cves: [cve],
  package: 'openssl',
  version: '3.0.9-1',
  fixed: '3.0.11-1',
  severity: 'HIGH',
  kev: true,
  path: '/var/lib/dpkg/status',
  ...change,
});

const judged = (...all: readonly Vulnerability[]): Judged[] =>
  all.map((each) => ({ manager: 'dpkg', vulnerability: each, compare: deb }));

const CVES = ['CVE-2023-0001', 'CVE-2023-0002'];
const BOTH = judged(...CVES.map((cve) => vulnerability(cve)));

const instanceWith = (all: readonly Judged[], named: readonly string[] = []): Instance => ({
  id: 'i-0123456789abcdef0',
  updates: reportedUnits(all, 'MEDIUM', new Set(named)).map(updateOf),
  secrets: [],
  threats: [],
  reachable: [],
  commands: [],
});

const PLACE = { partition: 'aws', account: '111122223333', region: 'eu-west-1' };

/** What becomes of the updates that are exploited. */
const fates = (instance: Instance, exclusion: Omit<Exclusion, 'origin'>) => {
  const policy = {
    ...DEFAULT_POLICY,
    mode: 'notify' as const,
    exclusions: [{ origin: 'policy.yaml:1', ...exclusion }],
  };
  const facts = factsOf(ec2Instance, PLACE, instance.id, 0);
  const { decisions } = decide({ kind: ec2Instance, templates: INSTANCE_TEMPLATES, policy }, instance, facts);
  const texts = (parts: readonly Parameters<typeof ec2Instance.describe>[0][]) =>
    parts.map(ec2Instance.describe);
  return decisions.map(({ notify, exclude }) => ({ open: texts(notify), excluded: texts(exclude) }));
};

const WHOLE = 'openssl 3.0.9-1 → 3.0.11-1, CVE-2023-0001 KEV, +1';

describe('an exclusion', () => {
  test.for<[string, Omit<Exclusion, 'origin'>, boolean]>([
    ['of the package', { packages: ['openssl'] }, true],
    ['of packages by a pattern', { packages: ['open*'] }, true],
    ['of another package', { packages: ['openssh'] }, false],
    ['of the path', { paths: ['/var/lib/dpkg/*'] }, true],
    ['of another path', { paths: ['/opt/**'] }, false],
    ['of the package at another path', { packages: ['openssl'], paths: ['/opt/**'] }, false],
    ['of sources, which an instance has none of', { sources: ['10.0.0.0/8'] }, false],
    ['of the package that is past', { packages: ['openssl'], until: '1969-12-31' }, false],
  ])('%s holds: %o', ([, exclusion, holds]) => {
    expect(fates(instanceWith(BOTH), exclusion)).toEqual([
      holds ? { open: [], excluded: [WHOLE] } : { open: [WHOLE], excluded: [] },
    ]);
  });

  const secret = { rule: 'private-key', path: '/opt/app/test/a.pem', line: 1, hash: '3fa9c1d2e4b5' };

  test.for<[string, Omit<Exclusion, 'origin'>, boolean]>([
    ['of the rule', { rules: ['private-key'] }, true],
    ['of rules by a pattern', { rules: ['private-*'] }, true],
    ['of another rule', { rules: ['github-pat'] }, false],
    ['of the path and the rule', { paths: ['/opt/app/test/**'], rules: ['private-key'] }, true],
    ['of the hash', { hashes: ['3fa9c1d2e4b5'] }, true],
    ['of the hash at another path', { hashes: ['3fa9c1d2e4b5'], paths: ['/etc/*'] }, false],
    ['of a package, which a secret is none of', { packages: ['*'] }, false],
    ['of the instance', { resources: ['i-0123456789abcdef0'] }, true],
  ])('of a secret %s holds: %o', ([, exclusion, holds]) => {
    const text = 'private-key in /opt/app/test/a.pem:1 (3fa9c1d2e4b5)';
    expect(fates({ ...instanceWith([]), secrets: [secretPart(secret)] }, exclusion)).toEqual([
      holds ? { open: [], excluded: [text] } : { open: [text], excluded: [] },
    ]);
  });

  test('of one CVE leaves the other of the same update reported', () => {
    const cves = ['CVE-2023-0002'];
    expect(fates(instanceWith(BOTH, cves), { cves })).toEqual([
      {
        open: ['openssl 3.0.9-1 → 3.0.11-1, CVE-2023-0001 KEV'],
        excluded: ['openssl 3.0.9-1 → 3.0.11-1, CVE-2023-0002 KEV'],
      },
    ]);
  });

  test('of all CVEs leaves nothing', () => {
    expect(fates(instanceWith(BOTH, CVES), { cves: CVES })).toEqual([{ open: [], excluded: [WHOLE] }]);
  });
});

test('what is below the policy is counted, and not reported', () => {
  const all = judged(vulnerability('CVE-2023-0001', { severity: 'LOW', kev: false }));
  expect(reportedUnits(all, 'MEDIUM', new Set())).toEqual([]);
  expect(reportedUnits(all, 'LOW', new Set())).toHaveLength(1);
  expect(countsOf(all.map((each) => each.vulnerability))).toEqual({
    CRITICAL: 0,
    HIGH: 0,
    MEDIUM: 0,
    LOW: 1,
  });
});

test('ASFF has one entry for each CVE, with all packages that have it', () => {
  const { fixed: _, ...unfixed } = vulnerability('CVE-2023-0001', {
    package: 'libssl3',
    epss: 0.5,
    cvss: 9.8,
  });
  const units = reportedUnits(
    judged(vulnerability('CVE-2023-0001', { epss: 0.5, cvss: 9.8 }), unfixed),
    'LOW',
    new Set(),
  );
  expect(vulnerabilitiesOf(units.map(updateOf))).toEqual([
    {
      Id: 'CVE-2023-0001',
      VulnerablePackages: [
        {
          Name: 'openssl',
          Version: '3.0.9-1',
          PackageManager: 'OS',
          FilePath: '/var/lib/dpkg/status',
          FixedInVersion: '3.0.11-1',
        },
        { Name: 'libssl3', Version: '3.0.9-1', PackageManager: 'OS', FilePath: '/var/lib/dpkg/status' },
      ],
      Cvss: [{ BaseScore: 9.8 }],
      EpssScore: 0.5,
      ExploitAvailable: 'YES',
      FixAvailable: 'PARTIAL',
    },
  ]);
});

test('ASFF takes 50 of them at most', () => {
  const many = Array.from({ length: 80 }, (_, i) =>
    vulnerability(`CVE-2023-${1000 + i}`, { package: `p${i}` }),
  );
  expect(vulnerabilitiesOf(reportedUnits(judged(...many), 'LOW', new Set()).map(updateOf))).toHaveLength(50);
});
