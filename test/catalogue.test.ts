import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACCOUNT_TEMPLATES } from '../lambdas/core/ledger/account.ts';
import { CATALOGUE as PUBLISHED } from '../lambdas/publisher/catalogue.ts';
import { CATALOGUE } from '../lib/catalogue.ts';

/** The names people write into policies, tickets and dashboards. An id is never changed, removed or used again. */
const IDS = [
  'ami-block-public-access-off',
  'ami-with-public-permissions',
  'codebuild-project-with-public-visibility',
  'dynamodb-table-with-public-permissions',
  'ebs-snapshot-block-public-access-off',
  'ebs-snapshot-with-public-permissions',
  'ecr-repository-with-public-permissions',
  'efs-file-system-with-public-permissions',
  'emr-block-public-access-off',
  'event-bus-with-public-permissions',
  'glue-catalog-with-public-permissions',
  'iam-role-with-public-trust',
  'kms-key-with-public-permissions',
  'lambda-function-with-public-permissions',
  'lambda-layer-with-public-permissions',
  'logs-policy-with-public-permissions',
  'opensearch-domain-with-public-permissions',
  'publicly-writable-s3-buckets',
  'rds-cluster-snapshot-with-public-permissions',
  'rds-snapshot-with-public-permissions',
  's3-account-block-public-access-off',
  'secret-with-public-permissions',
  'sns-topic-with-public-permissions',
  'sqs-queue-with-public-permissions',
  'ssm-document-block-public-access-off',
  'ssm-document-with-public-permissions',
  'unencrypted-s3-buckets',
  'unrestricted-access-to-s3-bucket',
  'unrestricted-cassandra-access',
  'unrestricted-cifs-access',
  'unrestricted-couchdb-access',
  'unrestricted-development-server-access',
  'unrestricted-dns-access',
  'unrestricted-docker-access',
  'unrestricted-elasticsearch-access',
  'unrestricted-etcd-access',
  'unrestricted-ftp-access',
  'unrestricted-imap-access',
  'unrestricted-kafka-access',
  'unrestricted-kerberos-access',
  'unrestricted-kibana-access',
  'unrestricted-kubelet-access',
  'unrestricted-kubernetes-api-access',
  'unrestricted-ldap-access',
  'unrestricted-memcached-access',
  'unrestricted-mongodb-access',
  'unrestricted-mssql-access',
  'unrestricted-mssql-database-access-udp',
  'unrestricted-mysql-access',
  'unrestricted-netbios-access',
  'unrestricted-nfs-access',
  'unrestricted-oracle-database-access',
  'unrestricted-pop3-access',
  'unrestricted-postgresql-access',
  'unrestricted-rabbitmq-access',
  'unrestricted-redis-access',
  'unrestricted-remote-desktop-access',
  'unrestricted-rpc-access',
  'unrestricted-rsync-access',
  'unrestricted-smtp-access',
  'unrestricted-snmp-access',
  'unrestricted-ssh-access',
  'unrestricted-telnet-access',
  'unrestricted-tftp-access',
  'unrestricted-vnc-listener-access',
  'unrestricted-vnc-server-access',
  'unrestricted-winrm-access',
  'unrestricted-x11-access',
  'unrestricted-zookeeper-access',
  'vpc-endpoint-service-with-public-permissions',
  'world-readable-s3-buckets',
];

const templates = CATALOGUE.flatMap((entry) => entry.templates);

test('every id that was ever given is there, once', () => {
  expect(templates.map(({ id }) => id).sort()).toEqual(IDS);
});

test.each(templates)('the id of $title is its title in kebab case', ({ id, title }) => {
  expect(id).toBe(
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/-$/, ''),
  );
});

test.each(templates)('$id says in one sentence why it matters', ({ why }) => {
  expect(why).toMatch(/^[A-Z].*\.$/);
  expect(why.length).toBeLessThanOrEqual(300);
});

test.each(templates)('$id names controls of Security Hub by their ids', ({ controls }) => {
  for (const control of controls) expect(control).toMatch(/^[A-Z][A-Za-z0-9]*\.\d+$/);
});

test.each(CATALOGUE)('the kind $kind.name is named like its folder', ({ kind }) => {
  expect(existsSync(`lambdas/resource-types/${kind.name}/handler.ts`)).toBe(true);
});

test('the publisher knows every template and every kind', () => {
  const account = Object.keys(ACCOUNT_TEMPLATES);
  const instances = [
    'workload-exploited-vulnerability',
    'workload-not-scanned',
    'workload-secret',
    'workload-threat',
    'workload-vulnerability',
  ];
  expect([...PUBLISHED.templates.keys()].sort()).toEqual([...IDS, ...account, ...instances].sort());
  const kinds = [...CATALOGUE.map(({ kind }) => kind.name), 'ec2-instance'];
  expect([...PUBLISHED.types.keys()].sort()).toEqual(kinds.sort());
});

test('docs/templates.md is the catalogue', async () => {
  const code = (words: readonly string[]) => words.map((word) => `\`${word}\``).join(', ');
  const rows = CATALOGUE.flatMap(({ kind, templates: own }) =>
    own.map(({ id, title, covers, severity, controls, since = '0.1', defaultMode = 'remediate' }) =>
      [
        `\`${id}\``,
        title,
        covers,
        severity,
        controls.join(', '),
        since,
        defaultMode,
        code(Object.keys(kind.calls)),
        code(kind.fix.flatMap(({ actions }) => actions)),
      ].join(' | '),
    ),
  );
  const page = [
    '# Templates',
    '',
    'Generated by `npm run generate` from the declarations in `lambdas/`.',
    '',
    '| Id | Title | Covers | Severity | Security Hub controls | Since | Default | Calls that wake it | Calls the fix makes |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../docs/templates.md');
});
