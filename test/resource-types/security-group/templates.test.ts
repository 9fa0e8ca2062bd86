import { describe, expect, test } from 'vitest';
import type { Ports } from '../../../lambdas/core/base/policy.ts';
import { portTemplate, TEMPLATES } from '../../../lambdas/resource-types/security-group/templates.ts';
import { verify } from '../../support/verify.ts';
import { group, list, row } from './rows.ts';

const OTHER = { tcp: 'udp', udp: 'tcp' } as const;

const forbids = (ports: readonly Ports[], protocol: string, port: number): boolean =>
  ports.some((range) => range.protocol === protocol && range.from <= port && port <= range.to);

const lists = {
  'pl-00000000000000001': list('203.0.113.0/24', '0.0.0.0/0'),
  'pl-00000000000000002': list('10.0.0.0/8', '203.0.113.0/24'),
  'pl-00000000000000003': { ownerId: 'AWS', cidrs: ['0.0.0.0/0'] },
};

for (const template of TEMPLATES) {
  const { ports } = template;
  const each = (what: string, make: (range: Ports) => ReturnType<typeof row>) =>
    Object.fromEntries(
      ports.map((range) => [`${range.protocol} ${range.from}-${range.to}, ${what}`, make(range)]),
    );
  const [first = { protocol: 'tcp', from: 0, to: 0 }] = ports;
  const at = `${first.protocol} ${first.from}`;
  const below = first.from - 1;
  const foreign = OTHER[first.protocol];

  verify(template, {
    given: (rules) => group(rules, lists),
    violates: {
      ...each('its first port from anywhere', ({ protocol, from }) =>
        row(`${protocol} ${from}`, '0.0.0.0/0'),
      ),
      ...each('its last port from anywhere in IPv6', ({ protocol, to }) => row(`${protocol} ${to}`, '::/0')),
      ...each('a span that only touches its first port', ({ protocol, from }) =>
        row(`${protocol} ${from - 1}-${from}`, '0.0.0.0/0'),
      ),
      ...each('a span that only touches its last port', ({ protocol, to }) =>
        row(`${protocol} ${to}-${to + 1}`, '0.0.0.0/0'),
      ),
      ...each('all ports', ({ protocol }) => row(`${protocol} 0-65535`, '::/0')),
      ...each('no ports, which means all', ({ protocol }) => row(protocol, '0.0.0.0/0')),
      'every port, said as -1': { ...row(first.protocol, '0.0.0.0/0'), fromPort: -1, toPort: -1 },
      'all traffic, ports -1': { ...row('-1', '0.0.0.0/0'), fromPort: -1, toPort: -1 },
      'all traffic without ports': row('-1', '::/0'),
      'a port whose source is spelt 0:0:0:0:0:0:0:0/0': row(at, '0:0:0:0:0:0:0:0/0'),
      'a port whose source is spelt ::0/0': row(at, '::0/0'),
      'a port from 208.236.235.254/0, which is every address': row(at, '208.236.235.254/0'),
      'a prefix list that holds 0.0.0.0/0': row(at, 'pl-00000000000000001'),
    },
    complies: {
      'a private range': row(at, '10.0.0.0/8'),
      'one address': row(at, '203.0.113.7/32'),
      '0.0.0.0/16, which is no more than a /16': row(at, '0.0.0.0/16'),
      'a private range of IPv6': row(at, 'fd00::/8'),
      'a security group': row(at, 'sg-0fedcba9876543210'),
      'all traffic from a security group': row('-1', 'sg-0fedcba9876543210'),
      'all traffic from a private range': row('-1', '10.1.0.0/16'),
      'half of the Internet': row(at, '0.0.0.0/1'),
      'a prefix list of narrow ranges': row(at, 'pl-00000000000000002'),
      'a prefix list of AWS': row(at, 'pl-00000000000000003'),
      'a prefix list that nothing is known of': row(at, 'pl-00000000000000004'),
      'a source that is no CIDR': row(at, 'nowhere/0'),
      'ICMP of a type of the same number': row(`icmp ${first.from}`, '0.0.0.0/0'),
      'ICMP of every type': { ...row('icmp', '0.0.0.0/0'), fromPort: -1, toPort: -1 },
      GRE: row('47', '0.0.0.0/0'),
      'the web, to the world': row('tcp 443', '0.0.0.0/0'),
      ...(forbids(ports, first.protocol, below)
        ? {}
        : { 'the port below': row(`${first.protocol} ${below}`, '0.0.0.0/0') }),
      ...(forbids(ports, foreign, first.from)
        ? {}
        : { 'the same port of the other protocol': row(`${foreign} ${first.from}`, '::/0') }),
    },
  });
}

describe('the catalogue', () => {
  test('names what the published list of templates names', () => {
    expect(
      TEMPLATES.map(({ id, covers, severity, controls }) => [id, covers, severity, controls.join(', ')]),
    ).toEqual([
      ['unrestricted-cifs-access', 'tcp 445', 'HIGH', 'EC2.19'],
      ['unrestricted-dns-access', 'tcp 53, udp 53', 'MEDIUM', 'EC2.18'],
      ['unrestricted-ftp-access', 'tcp 20-21', 'HIGH', 'EC2.19'],
      ['unrestricted-mongodb-access', 'tcp 27017-27019', 'HIGH', 'EC2.18'],
      ['unrestricted-mssql-access', 'tcp 1433-1434', 'HIGH', 'EC2.19'],
      ['unrestricted-mssql-database-access-udp', 'udp 1434', 'HIGH', 'EC2.19'],
      ['unrestricted-mysql-access', 'tcp 3306', 'HIGH', 'EC2.19'],
      ['unrestricted-netbios-access', 'tcp 137-139, udp 137-139', 'HIGH', 'EC2.18'],
      ['unrestricted-oracle-database-access', 'tcp 1521, tcp 2483-2484', 'HIGH', 'EC2.18'],
      ['unrestricted-postgresql-access', 'tcp 5432', 'HIGH', 'EC2.19'],
      [
        'unrestricted-remote-desktop-access',
        'tcp 3389, udp 3389',
        'CRITICAL',
        'EC2.14, EC2.19, EC2.53, EC2.54',
      ],
      ['unrestricted-rpc-access', 'tcp 135', 'HIGH', 'EC2.19'],
      ['unrestricted-smtp-access', 'tcp 25', 'MEDIUM', 'EC2.19'],
      ['unrestricted-ssh-access', 'tcp 22', 'CRITICAL', 'EC2.13, EC2.19, EC2.53, EC2.54'],
      ['unrestricted-telnet-access', 'tcp 23', 'CRITICAL', 'EC2.19'],
      ['unrestricted-vnc-listener-access', 'tcp 5500', 'HIGH', 'EC2.19'],
      ['unrestricted-vnc-server-access', 'tcp 5900', 'HIGH', 'EC2.18'],
      ['unrestricted-cassandra-access', 'tcp 7000-7001, tcp 7199, tcp 9042, tcp 9160', 'HIGH', 'EC2.18'],
      ['unrestricted-couchdb-access', 'tcp 5984, tcp 6984', 'HIGH', 'EC2.18'],
      [
        'unrestricted-development-server-access',
        'tcp 3000, tcp 5000, tcp 8080, tcp 8088, tcp 8888',
        'MEDIUM',
        'EC2.19',
      ],
      ['unrestricted-docker-access', 'tcp 2375-2376', 'CRITICAL', 'EC2.18'],
      ['unrestricted-elasticsearch-access', 'tcp 9200, tcp 9300', 'HIGH', 'EC2.19'],
      ['unrestricted-etcd-access', 'tcp 2379-2380', 'CRITICAL', 'EC2.18'],
      ['unrestricted-imap-access', 'tcp 143', 'MEDIUM', 'EC2.19'],
      ['unrestricted-kafka-access', 'tcp 9092-9094', 'HIGH', 'EC2.18'],
      ['unrestricted-kerberos-access', 'tcp 88, tcp 464, tcp 749-750, udp 88, udp 464', 'MEDIUM', 'EC2.18'],
      ['unrestricted-kibana-access', 'tcp 5601', 'HIGH', 'EC2.19'],
      ['unrestricted-kubelet-access', 'tcp 10250, tcp 10255', 'CRITICAL', 'EC2.18'],
      ['unrestricted-kubernetes-api-access', 'tcp 6443', 'HIGH', 'EC2.18'],
      ['unrestricted-ldap-access', 'tcp 389, tcp 636, udp 389', 'HIGH', 'EC2.18'],
      ['unrestricted-memcached-access', 'tcp 11211, udp 11211', 'HIGH', 'EC2.18'],
      ['unrestricted-nfs-access', 'tcp 111, tcp 2049, udp 111, udp 2049', 'HIGH', 'EC2.18'],
      ['unrestricted-pop3-access', 'tcp 110', 'MEDIUM', 'EC2.19'],
      ['unrestricted-rabbitmq-access', 'tcp 5671-5672, tcp 15672, tcp 25672', 'HIGH', 'EC2.18'],
      ['unrestricted-redis-access', 'tcp 6379', 'HIGH', 'EC2.18'],
      ['unrestricted-rsync-access', 'tcp 873', 'HIGH', 'EC2.18'],
      ['unrestricted-snmp-access', 'udp 161-162', 'HIGH', 'EC2.18'],
      ['unrestricted-tftp-access', 'udp 69', 'HIGH', 'EC2.18'],
      ['unrestricted-winrm-access', 'tcp 5985-5986', 'CRITICAL', 'EC2.18'],
      ['unrestricted-x11-access', 'tcp 6000-6063', 'HIGH', 'EC2.18'],
      ['unrestricted-zookeeper-access', 'tcp 2181', 'HIGH', 'EC2.18'],
    ]);
  });
});

describe('a template of one’s own', () => {
  const neo4j = portTemplate({
    id: 'unrestricted-neo4j-access',
    title: 'Unrestricted Neo4j Access',
    why: 'Neo4j trusts whoever reaches it.',
    severity: 'HIGH',
    controls: [],
    ports: [{ protocol: 'tcp', from: 7687, to: 7687 }],
  });

  verify(neo4j, {
    given: group,
    violates: { 'its port from anywhere': row('tcp 7687', '0.0.0.0/0'), 'all traffic': row('-1', '::/0') },
    complies: {
      'SSH from anywhere': row('tcp 22', '0.0.0.0/0'),
      'its port from inside': row('tcp 7687', '10.0.0.0/8'),
    },
  });
});
