import { describe, expect, test } from 'vitest';
import { matchesOf } from '../../lambdas/core/workloads/match.ts';
import type { Package } from '../../lambdas/core/workloads/package.ts';
import { releaseOf } from '../../lambdas/core/workloads/system.ts';
import { osvRows } from '../../lambdas/workloads/data/osv.ts';

const item = (own: Partial<Package>): Package => ({
  ecosystem: 'Debian:12',
  name: 'libssl3',
  version: '3.0.9-1',
  source: 'openssl',
  path: '/var/lib/dpkg/status',
  manager: 'dpkg',
  ...own,
});

const record = (ecosystem: string, name: string, more: object = {}, top: object = {}) => ({
  id: 'X-1',
  aliases: ['CVE-2023-0001'],
  affected: [
    {
      package: { ecosystem, name },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '3.0.11-1~deb12u2' }] }],
      ...more,
    },
  ],
  ...top,
});

const range = (...events: object[]) => ({ ranges: [{ type: 'ECOSYSTEM', events }] });
const rpm = (version: string, module?: string) =>
  item({
    ecosystem: 'AlmaLinux:9',
    name: 'nodejs',
    version,
    manager: 'rpm',
    ...(module && { module }),
  });
const stream = (number: number) =>
  record(
    'AlmaLinux:9',
    'nodejs',
    range({ introduced: '0' }, { fixed: `1:${number}.20.0-1.module_el9.2.0+1+abc` }),
    { summary: `Important: nodejs:${number} security update` },
  );

const holds = (one: Package, document: object): string[] =>
  matchesOf(
    one,
    osvRows(document).map(({ row }) => row),
  ).map(({ fixed }) => fixed ?? 'no fix');

describe('an advisory holds', () => {
  test.for([
    ['for a binary package by its source', item({}), record('Debian:12', 'openssl'), ['3.0.11-1~deb12u2']],
    ['not for a fixed version', item({ version: '3.0.11-1~deb12u2' }), record('Debian:12', 'openssl'), []],
    [
      'by the version of the source, where it is another',
      item({ version: '9-1', sourceVersion: '3.0.9-1' }),
      record('Debian:12', 'openssl'),
      ['3.0.11-1~deb12u2'],
    ],
    ['without a fix', item({}), record('Debian:12', 'openssl', range({ introduced: '0' })), ['no fix']],
    [
      'not where Debian calls it unimportant',
      item({}),
      record('Debian:12', 'openssl', { ecosystem_specific: { urgency: 'unimportant' } }),
      [],
    ],
    [
      'not once it is withdrawn',
      item({}),
      record('Debian:12', 'openssl', {}, { withdrawn: '2024-01-01' }),
      [],
    ],
    [
      'between its introduction and its fix, and again later',
      item({ ecosystem: 'npm', name: 'a', version: '3.1.0', manager: 'npm' }),
      record(
        'npm',
        'a',
        range({ introduced: '3.0.0' }, { fixed: '3.2.0' }, { introduced: '0' }, { fixed: '2.0.0' }),
      ),
      ['3.2.0'],
    ],
    [
      'up to its last version',
      item({ ecosystem: 'npm', name: 'a', version: '2.0.0', manager: 'npm' }),
      record('npm', 'a', range({ introduced: '0' }, { last_affected: '2.0.0' })),
      ['no fix'],
    ],
    [
      'not above its last version',
      item({ ecosystem: 'npm', name: 'a', version: '2.0.1', manager: 'npm' }),
      record('npm', 'a', range({ introduced: '0' }, { last_affected: '2.0.0' })),
      [],
    ],
    [
      'for listed versions, where there is no range',
      item({ ecosystem: 'PyPI', name: 'Foo_Bar', version: '1.0', manager: 'pip' }),
      record('PyPI', 'foo-bar', { ranges: [{ type: 'GIT', events: [] }], versions: ['0.9', '1.0'] }),
      ['no fix'],
    ],
    [
      'for a stream of a module',
      rpm('1:18.14.2-3.module_el9.2.0+2+a', 'nodejs:18'),
      stream(18),
      ['1:18.20.0-1.module_el9.2.0+1+abc'],
    ],
    ['not for another stream', rpm('1:18.14.2-3.module_el9.2.0+2+a', 'nodejs:18'), stream(20), []],
    ['not for a package of no module', rpm('1:16.20.2-1.el9'), stream(18), []],
    [
      'not for a module, where it is for none',
      rpm('1:18.14.2-3.module_el9.2.0+2+a', 'nodejs:18'),
      record('AlmaLinux:9', 'nodejs', range({ introduced: '0' }, { fixed: '1:99-1.el9' })),
      [],
    ],
  ] as const)('%s', ([, one, document, wanted]) => {
    expect(holds(one, document)).toEqual(wanted);
  });
});

describe('ecosystems of one release', () => {
  test.for([
    ['Ubuntu:22.04:LTS', 'Ubuntu:22.04'],
    ['Ubuntu:Pro:22.04:LTS', undefined],
    ['Red Hat:enterprise_linux:9::appstream', 'Red Hat:9'],
    ['Red Hat:enterprise_linux:9', 'Red Hat:9'],
    ['Red Hat:rhel_eus:9.2::baseos', undefined],
    ['SUSE:Linux Enterprise Server 15 SP5', 'SUSE:15 SP5'],
    ['SUSE:Linux Enterprise Module for Basesystem 15 SP5', 'SUSE:15 SP5'],
    ['SUSE:Linux Enterprise Server 15 SP5-LTSS', undefined],
    ['Debian', undefined],
    ['Debian:12', 'Debian:12'],
    ['npm', 'npm'],
    ['Packagist:https://packages.drupal.org/8', 'Packagist'],
  ] as const)('%s → %s', ([ecosystem, release]) => {
    expect(releaseOf(ecosystem)).toBe(release);
  });
});
