import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { DoorSet } from '../door-sets.ts';
import type { Door } from '../watch.ts';

const PARTNER = '111122223333';
const EVERYBODY = 'all';
const LOGIN = { MasterUsername: 'sandbox', MasterUserPassword: 'sandbox-password' };

const newName = (): string => `scene-${crypto.randomUUID()}`;

/** A snapshot that a named account may restore, with the calls that share and show it. */
interface Snapshot {
  readonly name: string;
  share(account: string): Promise<unknown>;
  /** The accounts that may restore it, sorted. */
  restore(): Promise<readonly string[]>;
}

interface Attribute {
  readonly AttributeName?: string | undefined;
  readonly AttributeValues?: readonly string[] | undefined;
}

const restoreOf = (attributes: readonly Attribute[] = []): readonly string[] =>
  attributes
    .filter(({ AttributeName }) => AttributeName === 'restore')
    .flatMap(({ AttributeValues = [] }) => AttributeValues)
    .sort();

const dbSnapshot = async (rds: RDSClient): Promise<Snapshot> => {
  const [DBInstanceIdentifier, DBSnapshotIdentifier] = [newName(), newName()];
  const instance = { DBInstanceClass: 'db.t3.micro', AllocatedStorage: 10, Engine: 'postgres', ...LOGIN };
  await rds.send(new CreateDBInstanceCommand({ DBInstanceIdentifier, ...instance }));
  await rds.send(new CreateDBSnapshotCommand({ DBSnapshotIdentifier, DBInstanceIdentifier }));
  return {
    name: DBSnapshotIdentifier,
    share: (account) =>
      rds.send(
        new ModifyDBSnapshotAttributeCommand({
          DBSnapshotIdentifier,
          AttributeName: 'restore',
          ValuesToAdd: [account],
        }),
      ),
    restore: async () => {
      const command = new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier });
      return restoreOf((await rds.send(command)).DBSnapshotAttributesResult?.DBSnapshotAttributes);
    },
  };
};

const clusterSnapshot = async (rds: RDSClient): Promise<Snapshot> => {
  const [DBClusterIdentifier, DBClusterSnapshotIdentifier] = [newName(), newName()];
  await rds.send(new CreateDBClusterCommand({ DBClusterIdentifier, Engine: 'aurora-postgresql', ...LOGIN }));
  await rds.send(new CreateDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier, DBClusterIdentifier }));
  return {
    name: DBClusterSnapshotIdentifier,
    share: (account) =>
      rds.send(
        new ModifyDBClusterSnapshotAttributeCommand({
          DBClusterSnapshotIdentifier,
          AttributeName: 'restore',
          ValuesToAdd: [account],
        }),
      ),
    restore: async () => {
      const command = new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier });
      const { DBClusterSnapshotAttributesResult: result } = await rds.send(command);
      return restoreOf(result?.DBClusterSnapshotAttributes);
    },
  };
};

const doorOf = async (template: string, { name, share, restore }: Snapshot): Promise<Door> => {
  await share(PARTNER);
  return {
    template,
    resource: name,
    opens: `restore: ${EVERYBODY}`,
    open: () => share(EVERYBODY),
    isOpen: async () => (await restore()).includes(EVERYBODY),
    settings: async () => ({ restore: await restore() }),
  };
};

export const doorSet: DoorSet = {
  title: (doors) => `The ${doors} RDS templates, each on a snapshot that a named account may restore`,
  make: async (config) => {
    const rds = new RDSClient(config);
    const [snapshot, cluster] = await Promise.all([dbSnapshot(rds), clusterSnapshot(rds)]);
    return Promise.all([
      doorOf('rds-snapshot-with-public-permissions', snapshot),
      doorOf('rds-cluster-snapshot-with-public-permissions', cluster),
    ]);
  },
};
