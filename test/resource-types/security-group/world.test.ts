import { describe, expect, test } from 'vitest';
import {
  type IngressRule,
  type PrefixList,
  protocolOf,
} from '../../../lambdas/resource-types/security-group/model.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/security-group/templates.ts';
import { openToWorld } from '../../../lambdas/resource-types/security-group/world.ts';
import { freeze } from '../../support/verify.ts';
import { group, list, row } from './rows.ts';

const SSH = [{ protocol: 'tcp', from: 22, to: 22 }] as const;
const WORLD = '0.0.0.0/0';

const template = (id: string) => {
  const found = TEMPLATES.find((one) => one.id === id);
  if (!found) throw new Error(`no template ${id}`);
  return found;
};

describe('what the peers miss or take for SSH', () => {
  const pl = 'pl-00000000000000001';
  const matrix: readonly (readonly [string, boolean, readonly IngressRule[], Record<string, PrefixList>?])[] =
    [
      ['tcp 22 from 0.0.0.0/0', true, [row('tcp 22', WORLD)]],
      ['tcp 22 from ::/0', true, [row('tcp 22', '::/0')]],
      ['tcp 22 from 0:0:0:0:0:0:0:0/0', true, [row('tcp 22', '0:0:0:0:0:0:0:0/0')]],
      ['tcp 22 from ::0/0', true, [row('tcp 22', '::0/0')]],
      ['tcp 0-65535 from the world', true, [row('tcp 0-65535', WORLD)]],
      ['tcp 20-25 from the world', true, [row('tcp 20-25', WORLD)]],
      ['all traffic from the world', true, [row('-1', WORLD)]],
      ['protocol 6, port 22', true, [{ ...row('tcp 22', WORLD), protocol: protocolOf('6') }]],
      ['0.0.0.0/1 with 128.0.0.0/1', true, [row('tcp 22', '0.0.0.0/1'), row('tcp 22', '128.0.0.0/1')]],
      ['::/1 with 8000::/1', true, [row('tcp 22', '::/1'), row('tcp 22', '8000::/1')]],
      ['a prefix list that holds 0.0.0.0/0', true, [row('tcp 22', pl)], { [pl]: list(WORLD) }],
      ['udp 22 from the world', false, [row('udp 22', WORLD)]],
      ['ICMP type 22 from the world', false, [{ ...row('icmp 22', WORLD), toPort: -1 }]],
      ['ICMP of every type from the world', false, [{ ...row('icmp', WORLD), fromPort: -1, toPort: -1 }]],
      ['GRE from the world', false, [{ ...row('47', WORLD), fromPort: -1, toPort: -1 }]],
      ['tcp 443 from the world', false, [row('tcp 443', WORLD)]],
      ['tcp 22 from 10.0.0.0/8', false, [row('tcp 22', '10.0.0.0/8')]],
      ['all traffic from 10.0.0.0/8', false, [row('-1', '10.0.0.0/8')]],
    ];

  test.for(matrix)('%s: %s', ([, violates, rules, lists = {}]) => {
    const found = template('unrestricted-ssh-access').offending(freeze(group(rules, lists)));
    expect(found).toEqual(violates ? rules : []);
  });

  test('covers eighteen cases', () => expect(matrix).toHaveLength(18));
});

describe('a group of fifteen rows', () => {
  const pl = 'pl-00000000000000001';
  const rows = {
    ssh: row('tcp 22', WORLD),
    sshInside: row('tcp 22', '10.0.0.0/8'),
    sshFromGroup: row('tcp 22', 'sg-0fedcba9876543210'),
    span: row('tcp 20-30', WORLD),
    everyPort: row('tcp 0-65535', '::/0'),
    everything: row('-1', WORLD),
    everythingInside: row('-1', '10.1.0.0/16'),
    web: row('tcp 443', WORLD),
    mssqlBrowser: row('udp 1434', WORLD),
    dns: row('udp 53', WORLD),
    mongodb: row('tcp 27017', WORLD),
    oracle: row('tcp 1521', WORLD),
    netbios: row('udp 137-139', WORLD),
    vnc: row('tcp 5900', WORLD),
    remoteDesktop: row('tcp 3389', pl),
  };
  const fifteen = group(Object.values(rows), { [pl]: list(WORLD) });
  const { span, everyPort, everything } = rows;
  const byTemplate: readonly (readonly [string, readonly IngressRule[]])[] = [
    ['unrestricted-cifs-access', [everyPort, everything]],
    ['unrestricted-dns-access', [everyPort, everything, rows.dns]],
    ['unrestricted-ftp-access', [span, everyPort, everything]],
    ['unrestricted-mongodb-access', [everyPort, everything, rows.mongodb]],
    ['unrestricted-mssql-access', [everyPort, everything]],
    ['unrestricted-mssql-database-access-udp', [everything, rows.mssqlBrowser]],
    ['unrestricted-mysql-access', [everyPort, everything]],
    ['unrestricted-netbios-access', [everyPort, everything, rows.netbios]],
    ['unrestricted-oracle-database-access', [everyPort, everything, rows.oracle]],
    ['unrestricted-postgresql-access', [everyPort, everything]],
    ['unrestricted-remote-desktop-access', [everyPort, everything, rows.remoteDesktop]],
    ['unrestricted-rpc-access', [everyPort, everything]],
    ['unrestricted-smtp-access', [span, everyPort, everything]],
    ['unrestricted-ssh-access', [rows.ssh, span, everyPort, everything]],
    ['unrestricted-telnet-access', [span, everyPort, everything]],
    ['unrestricted-vnc-listener-access', [everyPort, everything]],
    ['unrestricted-vnc-server-access', [everyPort, everything, rows.vnc]],
  ];

  test.for(byTemplate)('%s removes its rows, in the order of the group', ([id, expected]) => {
    expect(template(id).offending(fifteen)).toEqual(expected);
  });

  test('all together remove eleven rows and leave four', () => {
    const removed = new Set(TEMPLATES.flatMap((one) => one.offending(fifteen)));
    const { sshInside, sshFromGroup, everythingInside, web } = rows;
    expect(removed.size).toBe(11);
    expect(fifteen.rules.filter((rule) => !removed.has(rule))).toEqual([
      sshInside,
      sshFromGroup,
      everythingInside,
      web,
    ]);
  });
});

describe('sources that are the world together', () => {
  const ssh = (...from: readonly string[]) => from.map((source) => row('tcp 22', source));
  const lists = {
    'pl-0000000000000000a': list('0.0.0.0/1', '10.0.0.0/8'),
    'pl-0000000000000000b': list('128.0.0.0/1'),
    'pl-0000000000000000c': list('0.0.0.0/1', '128.0.0.0/1'),
    'pl-0000000000000000d': { ownerId: 'AWS', cidrs: ['128.0.0.0/1'] },
    'pl-0000000000000000e': list('0.0.0.0/0', '0.0.0.0/1'),
    'pl-0000000000000000f': list('::/1', '0.0.0.0/1'),
    'pl-00000000000000010': list(...Array.from({ length: 256 }, (_, i) => `${i}.0.0.0/8`)),
  };
  const cases: readonly (readonly [string, readonly IngressRule[], readonly number[]])[] = [
    ['two halves', ssh('0.0.0.0/1', '128.0.0.0/1'), [0, 1]],
    ['four quarters', ssh('0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'), [0, 1, 2, 3]],
    ['three quarters, which are enough', ssh('0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2'), [0, 1, 2]],
    ['two quarters, which are not', ssh('0.0.0.0/2', '64.0.0.0/2'), []],
    ['the same half twice, which is but a half', ssh('0.0.0.0/1', '1.2.3.4/1'), []],
    [
      'a half within a half, beside the other half: it adds nothing, and stays',
      ssh('0.0.0.0/1', '0.0.0.0/2', '128.0.0.0/1'),
      [0, 2],
    ],
    [
      'a broad range within a quarter stays',
      ssh('0.0.0.0/2', '64.0.0.0/2', '12.0.0.0/7', '128.0.0.0/2'),
      [0, 1, 3],
    ],
    [
      'quarters within halves go too, being the world without them',
      ssh('0.0.0.0/1', '128.0.0.0/1', '0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'),
      [0, 1, 2, 3, 4, 5],
    ],
    [
      'an office of /16 outside the three quarters stays',
      ssh('0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '203.7.0.0/16'),
      [0, 1, 2],
    ],
    [
      'an office of /16 among 224 ranges of /8 stays',
      ssh(...Array.from({ length: 224 }, (_, i) => `${i}.0.0.0/8`), '203.7.0.0/16'),
      Array.from({ length: 224 }, (_, i) => i).filter((i) => i !== 10 && i !== 127),
    ],
    [
      'half of the world in /9 beside a half',
      ssh('0.0.0.0/1', ...Array.from({ length: 256 }, (_, i) => `${128 + (i >> 1)}.${(i & 1) * 128}.0.0/9`)),
      Array.from({ length: 257 }, (_, i) => i),
    ],
    ['three quarters of the global unicast space in /5', ssh('2000::/5', '2800::/5', '3000::/5'), [0, 1, 2]],
    ['halves of IPv6', ssh('::/1', '8000::/1'), [0, 1]],
    ['all of the global unicast space', ssh('2000::/3'), [0]],
    ['three quarters of it', ssh('2000::/4', '3000::/5'), [0, 1]],
    ['half of it', ssh('2000::/4'), []],
    ['most of IPv6, but none of it global unicast', ssh('8000::/1', '4000::/2'), []],
    ['private IPv6 beside global unicast', ssh('2000::/3', 'fc00::/7', 'fe80::/10'), [0]],
    ['a half of IPv4 beside a half of IPv6', ssh('0.0.0.0/1', '8000::/1'), []],
    [
      'halves beside everything: everything goes, and the halves, being everything too',
      ssh(WORLD, '0.0.0.0/1', '128.0.0.0/1'),
      [0, 1, 2],
    ],
    ['a half beside everything stays', ssh(WORLD, '0.0.0.0/1'), [0]],
    ['halves and a narrow range', ssh('0.0.0.0/1', '128.0.0.0/1', '203.0.113.0/24'), [0, 1]],
    ['a half in a prefix list beside the other half', ssh('pl-0000000000000000a', '128.0.0.0/1'), [0, 1]],
    ['each half in a prefix list', ssh('pl-0000000000000000a', 'pl-0000000000000000b'), [0, 1]],
    ['both halves in one prefix list', ssh('pl-0000000000000000c'), [0]],
    ['a half in a list of AWS', ssh('0.0.0.0/1', 'pl-0000000000000000d'), []],
    [
      'a prefix list that is the world and a half, beside the other half',
      ssh('pl-0000000000000000e', '128.0.0.0/1'),
      [0],
    ],
    [
      'a list of both families, each with its other half',
      ssh('pl-0000000000000000f', '8000::/1', '128.0.0.0/1'),
      [0, 1, 2],
    ],
    [
      '256 ranges of /8: all but the private ones',
      ssh(...Array.from({ length: 256 }, (_, i) => `${i}.0.0.0/8`)),
      Array.from({ length: 256 }, (_, i) => i).filter((i) => i !== 10 && i !== 127),
    ],
    ['one prefix list of 256 ranges of /8', ssh('pl-00000000000000010'), [0]],
    [
      '150 ranges of /8, which are not enough',
      ssh(...Array.from({ length: 150 }, (_, i) => `${i}.0.0.0/8`)),
      [],
    ],
    [
      'all of it in /17, too narrow to count',
      ssh(...Array.from({ length: 500 }, (_, i) => `${i % 224}.${i % 200}.0.0/17`)),
      [],
    ],
  ];

  test.for(cases)('%s', ([, rules, expected]) => {
    expect(openToWorld(freeze(group(rules, lists)), SSH)).toEqual(expected.map((i) => rules[i]));
  });

  test('count for each port by itself', () => {
    const low = row('tcp 20-22', '0.0.0.0/1');
    const high = row('tcp 22-30', '128.0.0.0/1');
    const other = row('tcp 31-40', '128.0.0.0/1');
    const both = group([low, high, other]);
    const at = (from: number, to: number) => openToWorld(both, [{ protocol: 'tcp', from, to }]);
    expect(at(20, 21)).toEqual([]);
    expect(at(23, 40)).toEqual([]);
    expect(at(20, 40)).toEqual([low, high]);
    expect(at(22, 22)).toEqual([low, high]);
  });

  test('count for each protocol by itself, all traffic for both', () => {
    const halves = [row('tcp 53', '0.0.0.0/1'), row('udp 53', '128.0.0.0/1')];
    const dns = template('unrestricted-dns-access');
    expect(dns.offending(group(halves))).toEqual([]);
    const all = row('-1', '128.0.0.0/1');
    expect(dns.offending(group([...halves, all]))).toEqual([halves[0], all]);
  });

  test('own properties alone name prefix lists', () => {
    for (const id of ['__proto__', 'constructor', 'toString'])
      expect(
        openToWorld(group([{ ...row('tcp 22', WORLD), source: { type: 'prefix-list', id } }]), SSH),
      ).toEqual([]);
  });
});
