import {
  AddTagsToResourceCommand,
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DeleteDBClusterSnapshotCommand,
  DeleteDBSnapshotCommand,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../lambdas/core/ledger/finding.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { until } from '../../sandbox/until.ts';
import { config, control, hubFindings, place, subscribe } from './support/cloud.ts';

const rds = new RDSClient(config);
const PARTNER = '111122223333';
const FIXER = ':role/';

/** One sort of snapshots, with the calls that make, share, show and delete one. */
interface Sort {
  readonly noun: 'DBSnapshot' | 'DBClusterSnapshot';
  readonly type: string;
  readonly template: string;
  arn(name: string): string;
  create(name: string): Promise<unknown>;
  change(name: string, values: { ValuesToAdd?: string[]; ValuesToRemove?: string[] }): Promise<unknown>;
  restore(name: string): Promise<readonly string[]>;
  remove(name: string): Promise<unknown>;
}

const LOGIN = { MasterUsername: 'sandbox', MasterUserPassword: 'sandbox-password' };
const DATABASE = `db-${crypto.randomUUID()}`;
const CLUSTER = `cluster-${crypto.randomUUID()}`;
const arnOf = (resource: string) => `arn:aws:rds:${place.region}:${place.account}:${resource}`;

const dbSnapshots: Sort = {
  noun: 'DBSnapshot',
  type: 'AwsRdsDbSnapshot',
  template: 'rds-snapshot-with-public-permissions',
  arn: (name) => arnOf(`snapshot:${name}`),
  create: (DBSnapshotIdentifier) =>
    rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier, DBInstanceIdentifier: DATABASE })),
  change: (DBSnapshotIdentifier, values) =>
    rds.send(
      new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier, AttributeName: 'restore', ...values }),
    ),
  restore: async (DBSnapshotIdentifier) => {
    const command = new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier });
    const { DBSnapshotAttributesResult: result } = await rds.send(command);
    return result?.DBSnapshotAttributes?.flatMap(({ AttributeValues = [] }) => AttributeValues) ?? [];
  },
  remove: (DBSnapshotIdentifier) => rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier })),
};

const clusterSnapshots: Sort = {
  noun: 'DBClusterSnapshot',
  type: 'AwsRdsDbClusterSnapshot',
  template: 'rds-cluster-snapshot-with-public-permissions',
  arn: (name) => arnOf(`cluster-snapshot:${name}`),
  create: (DBClusterSnapshotIdentifier) =>
    rds.send(
      new CreateDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier, DBClusterIdentifier: CLUSTER }),
    ),
  change: (DBClusterSnapshotIdentifier, values) =>
    rds.send(
      new ModifyDBClusterSnapshotAttributeCommand({
        DBClusterSnapshotIdentifier,
        AttributeName: 'restore',
        ...values,
      }),
    ),
  restore: async (DBClusterSnapshotIdentifier) => {
    const command = new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier });
    const { DBClusterSnapshotAttributesResult: result } = await rds.send(command);
    return result?.DBClusterSnapshotAttributes?.flatMap(({ AttributeValues = [] }) => AttributeValues) ?? [];
  },
  remove: (DBClusterSnapshotIdentifier) =>
    rds.send(new DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier })),
};

let inbox: Inbox;

beforeAll(async () => {
  const instance = { DBInstanceClass: 'db.t3.micro', AllocatedStorage: 10, Engine: 'postgres' };
  await rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier: DATABASE, ...instance, ...LOGIN }));
  const cluster = { DBClusterIdentifier: CLUSTER, Engine: 'aurora-postgresql', ...LOGIN };
  await rds.send(new CreateDBClusterCommand(cluster));
  inbox = await subscribe();
});

const findingsAbout = async (arn: string): Promise<readonly Finding[]> =>
  (await inbox.findings()).filter(({ resource }) => resource.arn === arn);

const findingAbout = (arn: string, status: string): Promise<Finding> =>
  inbox.finding(`${arn}, ${status}`, (finding) => finding.resource.arn === arn && finding.status === status);

const described = async ({ noun }: Sort, about: string): Promise<number> =>
  (await control.calls({ service: 'rds', action: `Describe${noun}Attributes`, caller: FIXER, about })).length;

describe.each([dbSnapshots, clusterSnapshots])('a public $noun', (sort) => {
  test('loses `all` and keeps its named account', async () => {
    const name = `a-${crypto.randomUUID()}`;
    await sort.create(name);
    await sort.change(name, { ValuesToAdd: [PARTNER, 'all'] });
    const finding = await findingAbout(sort.arn(name), 'REMEDIATED');
    expect(await sort.restore(name)).toEqual([PARTNER]);
    expect(finding).toMatchObject({
      template: sort.template,
      severity: 'CRITICAL',
      resource: { type: sort.type, kind: 'rds-snapshot', id: name, arn: sort.arn(name) },
      violating: ['restore: all'],
      kept: 1,
      actor: { arn: expect.stringMatching(/:user\/sandbox$/) },
    });
    const [imported] = await until(`${name} in Security Hub`, async () => {
      const found = await hubFindings(sort.arn(name));
      return found.length > 0 && found;
    });
    expect(imported).toMatchObject({
      Id: `${sort.arn(name)}/${sort.template}`,
      Compliance: { Status: 'PASSED' },
      Workflow: { Status: 'RESOLVED' },
    });
  });

  test('is quiet about a second copy of the event, and closes it when it is public again', async () => {
    const name = `twice-${crypto.randomUUID()}`;
    const arn = sort.arn(name);
    await sort.create(name);
    await control.addEventRule({ eventName: `Modify${sort.noun}Attribute`, times: 1, copies: 2 });
    await sort.change(name, { ValuesToAdd: ['all'] });
    const first = await findingAbout(arn, 'REMEDIATED');
    const before = await described(sort, name);
    await sort.change(name, { ValuesToAdd: ['all', PARTNER] });
    await inbox.finding(`${arn} again`, ({ resource, id }) => resource.arn === arn && id !== first.id);
    expect(await sort.restore(name)).toEqual([PARTNER]);
    expect(await described(sort, name)).toBeGreaterThan(before);
    expect((await findingsAbout(arn)).map(({ status }) => status)).toEqual(['REMEDIATED', 'REMEDIATED']);
  });

  test.each([
    ['makes it private', (name: string) => sort.change(name, { ValuesToRemove: ['all'] })],
    ['deletes it', sort.remove],
  ])('that AWS refused to close is resolved when its owner %s', async (_, act) => {
    const name = `refused-${crypto.randomUUID()}`;
    const action = `Modify${sort.noun}Attribute`;
    await sort.create(name);
    await control.addFault({
      ...{ service: 'rds', action, caller: FIXER, about: name },
      ...{ status: 403, code: 'AccessDenied' },
    });
    await sort.change(name, { ValuesToAdd: ['all'] });
    const { error } = await findingAbout(sort.arn(name), 'FAILED');
    expect(error).toContain('AccessDenied');
    expect(await sort.restore(name)).toEqual(['all']);
    await act(name);
    await findingAbout(sort.arn(name), 'RESOLVED');
  });
});

test('a tag on an automated snapshot, whose identifier has a colon, has it looked at and left alone', async () => {
  const command = new DescribeDBSnapshotsCommand({
    DBInstanceIdentifier: DATABASE,
    SnapshotType: 'automated',
  });
  const [snapshot] = (await rds.send(command)).DBSnapshots ?? [];
  const arn = snapshot?.DBSnapshotArn ?? '';
  expect(arn).toMatch(/:snapshot:rds:/);
  const name = arn.split(':snapshot:')[1] ?? '';
  const before = await described(dbSnapshots, encodeURIComponent(name));
  await rds.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: [{ Key: 'team', Value: 'web' }] }));
  await until(
    'the snapshot to be looked at',
    async () => (await described(dbSnapshots, encodeURIComponent(name))) > before,
  );
  expect(await findingsAbout(arn)).toEqual([]);
});
