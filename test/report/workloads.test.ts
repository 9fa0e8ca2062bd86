import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { describe, expect, test, vi } from 'vitest';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { type Part, secretPart, threatPart, type Update } from '../../lambdas/workloads/instance/model.ts';
import { ec2Instance } from '../../lambdas/workloads/instance/type.ts';
import type { ScanEntry } from '../../lambdas/workloads/scan-log.ts';
import { all, htmlOf, modelOf, parsed, text } from '../support/report-page.ts';

vi.setConfig({ testTimeout: 120_000 });

const ID = 'i-0123456789abcdef0';

const update: Update = {
  sort: 'update',
  key: 'dpkg/openssl',
  text: 'openssl',
  manager: 'dpkg',
  package: 'openssl',
  version: '3.0.9-1',
  fixed: '3.0.11-1',
  paths: ['/var/lib/dpkg/status'],
  severity: 'HIGH',
  exploited: true,
  cves: ['CVE-2023-5363', 'CVE-2023-0002'],
  vulnerabilities: [
    { id: 'D-2', cves: ['CVE-2023-0002'], severity: 'MEDIUM', cvss: 7, epss: 0.02, kev: false },
    {
      id: 'D-1',
      cves: ['CVE-2023-5363'],
      fixed: '3.0.11-1',
      severity: 'CRITICAL',
      cvss: 9.8,
      epss: 0.5,
      kev: true,
    },
  ],
};
const secret = secretPart({ rule: 'private-key', path: '/root/<b>.pem', line: 3, hash: '3fa9c1d2e4b5' });
const left = secretPart({ rule: 'github-pat', path: '/opt/test/a', line: 1, hash: '000000000000' });
const threat = threatPart({ rule: 'eicar', path: '/tmp/x' });

const scan: ScanEntry = {
  instance: ID,
  status: 'Scanned',
  at: '2026-11-22T06:00:00.000Z',
  scannedAt: '2026-11-22T06:00:00.000Z',
  system: 'Debian GNU/Linux 12 (bookworm)',
  packages: 90,
  score: 97,
  counts: { CRITICAL: 1, HIGH: 0, MEDIUM: 1, LOW: 4 },
  secrets: 2,
  threats: 1,
  reachable: ['tcp 443'],
  dataFrom: '2026-11-22T03:00:00.000Z',
};

const state = (status: 'NOTIFIED' | 'EXCLUDED', parts: readonly Part[]) => ({
  status,
  n: 1,
  changedAt: scan.at,
  violating: parts.map(ec2Instance.describe),
  keys: parts.map(ec2Instance.key),
  openedAt: scan.at,
});

const record = {
  resource: `arn:aws:ec2:us-east-1:111122223333:instance/${ID}`,
  n: 1,
  state: 'CLOSED',
  kind: 'ec2-instance',
  type: 'AwsEc2Instance',
  id: ID,
  account: '111122223333',
  region: 'us-east-1',
  version: '0.1.0',
  at: scan.at,
  closedAt: scan.at,
  before: [update, secret, left, threat],
  removed: [],
  kept: 4,
  changed: ['workload-secret'],
  findings: {
    'workload-exploited-vulnerability': state('NOTIFIED', [update]),
    'workload-secret': state('NOTIFIED', [secret]),
    'workload-threat': state('NOTIFIED', [threat]),
  },
} as unknown as LedgerRecord;

const other: ScanEntry = {
  instance: 'i-00000000000000001',
  status: 'Skipped',
  reason: 'it bears the tag no-scan',
  at: scan.at,
};

const input = { scans: [other, scan], records: [record] };
const html = htmlOf(input);
const { document } = parsed(html);
const section = document.querySelector(`section[aria-labelledby="workload-${ID}"]`);
const cells = (caption: string) =>
  all(document, 'table')
    .filter((table) => text(table.querySelector('caption')).includes(caption))
    .flatMap((table) => all(table, 'tbody tr').map((row) => all(row, 'th, td').map((cell) => text(cell))));

describe('the workloads', () => {
  test('stand in a table, the riskiest first', () => {
    expect(cells('looked into')).toEqual([
      [ID, 'Scanned', '97', 'tcp 443', '1', '0', '1', '4', '1', '2', expect.stringContaining('ago')],
      ['i-00000000000000001', 'Skipped', '–', 'not known', '–', '–', '–', '–', '–', '–', 'never'],
    ]);
  });

  test('each have a section with overview, CVEs, threats, secrets and what to do', () => {
    expect(section && all(section, 'h4').map((heading) => text(heading))).toEqual([
      'Overview',
      'CVEs',
      'Threats',
      'Secrets',
      'Remediation summary',
    ]);
    expect(text(section?.querySelector('dl'))).toContain('Left alone by exclusions1 part');
    expect(section && all(section, 'ol li').length).toBe(4);
  });

  test('list CVEs by severity, with package, versions, path, CVSS, EPSS and KEV', () => {
    expect(cells('vulnerabilities reported')).toEqual([
      [
        'Critical',
        'CVE-2023-5363 known to be exploited',
        'openssl dpkg',
        '3.0.9-1',
        '3.0.11-1',
        '/var/lib/dpkg/status',
        '9.8',
        '50.0 %',
        'yes',
      ],
      [
        'Medium',
        'CVE-2023-0002',
        'openssl dpkg',
        '3.0.9-1',
        'no fix yet',
        '/var/lib/dpkg/status',
        '7.0',
        '2.0 %',
        'no',
      ],
    ]);
  });

  test('list secrets by rule, path, line and hash, without those that are excluded', () => {
    expect(cells('recorded nowhere')).toEqual([['private-key', '/root/<b>.pem', '3', '3fa9c1d2e4b5']]);
    expect(html).not.toContain('<b>.pem');
  });

  test('are in the JSON of the report', () => {
    expect(
      modelOf(input).workloads.map(({ scan: { instance }, secrets }) => [instance, secrets.length]),
    ).toEqual([
      [ID, 1],
      ['i-00000000000000001', 0],
    ]);
  });

  test('are not mentioned where nobody has looked', () => {
    expect(htmlOf({})).not.toContain('id="workloads"');
  });

  test('can be used by everybody, as far as axe can tell', async () => {
    const { window } = new JSDOM(html.replace(/<style>[^<]*<\/style>/, ''), { runScripts: 'outside-only' });
    window.eval(axe.source);
    const { violations } = (await window.eval(
      "axe.run({ resultTypes: ['violations'], selectors: false, rules: { 'color-contrast': { enabled: false } } })",
    )) as { readonly violations: readonly { id: string; help: string }[] };
    expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
  });
});
