import {
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { nameOf, type RestoreValue, sortOf } from '../../lambdas/resource-types/rds-snapshot/model.ts';
import { planRestore } from '../../lambdas/resource-types/rds-snapshot/plan-restore.ts';
import { readSnapshot } from '../../lambdas/resource-types/rds-snapshot/reader.ts';
import { rdsSnapshot } from '../../lambdas/resource-types/rds-snapshot/type.ts';
import { type Subject, type Undoing, undoneOf } from './undoing.ts';

/** The values come back to the snapshot's attribute `restore`. */
export const undoSnapshot = ({ record }: Subject): Undoing<RestoreValue> => {
  const rds = new RDSClient();
  const { id } = record;
  return {
    rights: 'rds:ModifyDBSnapshotAttribute or rds:ModifyDBClusterSnapshotAttribute on the snapshot',
    describe: rdsSnapshot.describe,
    key: rdsSnapshot.key,
    plan: async () => {
      const snapshot = await readSnapshot(rds, id);
      if (!snapshot) return { refused: `${nameOf(id)} is gone, so nothing can be put back.` };
      return planRestore(snapshot, undoneOf(record));
    },
    restore: async ({ put }) => {
      const change = { AttributeName: 'restore', ValuesToAdd: put.map(({ value }) => value) };
      await (sortOf(id) === 'snapshot'
        ? rds.send(new ModifyDBSnapshotAttributeCommand({ ...change, DBSnapshotIdentifier: nameOf(id) }))
        : rds.send(
            new ModifyDBClusterSnapshotAttributeCommand({
              ...change,
              DBClusterSnapshotIdentifier: nameOf(id),
            }),
          ));
    },
  };
};
