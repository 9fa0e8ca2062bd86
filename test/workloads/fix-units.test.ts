import { expect, test } from 'vitest';
import { fixCommands, fixUnits, type Judged, unitText } from '../../lambdas/core/workloads/fix-units.ts';
import type { Manager } from '../../lambdas/core/workloads/package.ts';
import { orderOf } from '../../lambdas/core/workloads/versions/by-ecosystem.ts';

const judged = (manager: Manager, name: string, cve: string, fixed?: string, kev = false): Judged => ({
  manager,
  compare: orderOf(manager === 'dpkg' ? 'Debian:12' : 'npm'),
  vulnerability: {
    id: `X-${cve}`,
    cves: [cve],
    package: name,
    version: '3.0.9-1',
    ...(fixed && { fixed }),
    severity: kev ? 'HIGH' : 'LOW',
    kev,
    path: '/var/lib/dpkg/status',
  },
});

const ALL = [
  judged('dpkg', 'openssl', 'CVE-2023-5363', '3.0.11-1~deb12u2', true),
  judged('npm', 'lodash', 'CVE-2021-23337', '4.17.21'),
  judged('dpkg', 'openssl', 'CVE-2023-0001', '3.0.11-1'),
  judged('dpkg', 'zlib', 'CVE-2023-0002'),
  judged('jar', 'a:b', 'CVE-2023-0003', '2.0'),
];

test('one update of a package is one unit, up to the last of its fixes', () => {
  expect(fixUnits(ALL).map(unitText)).toEqual([
    'openssl 3.0.9-1 → 3.0.11-1, CVE-2023-5363 KEV, +1',
    'lodash 3.0.9-1 → 4.17.21, CVE-2021-23337',
    'zlib 3.0.9-1 → no fix yet, CVE-2023-0002',
    'a:b 3.0.9-1 → 2.0, CVE-2023-0003',
  ]);
});

test('what has a fix is fixed by one command a manager', () => {
  expect(fixCommands(fixUnits(ALL))).toEqual([
    'apt-get update && apt-get install --only-upgrade openssl',
    'npm install lodash@4.17.21',
  ]);
});
