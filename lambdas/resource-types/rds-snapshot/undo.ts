import {
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connection } from '../../adapters/connect.ts';
import { type Subject, type Undoing, undoneOf } from '../../core/ledger/undo.ts';
import { nameOf, type RestoreValue, sortOf } from './model.ts';
import { planRestore } from './plan-restore.ts';
import { readSnapshot } from './reader.ts';

/** The values come back to the snapshot's attribute `restore`. */
export const undo = ({ record }: Subject, connection: Connection = {}): Undoing<RestoreValue> => {
  const rds = new RDSClient(awsHttp(connection));
  const { id } = record;
  return {
    rights: 'rds:ModifyDBSnapshotAttribute or rds:ModifyDBClusterSnapshotAttribute on the snapshot',
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
