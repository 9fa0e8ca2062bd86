import { EC2Client } from '@aws-sdk/client-ec2';
import { awsHttp } from '../../adapters/aws-http.ts';
import type { Connection } from '../../adapters/connect.ts';
import { type Subject, type Undoing, undoneOf } from '../../core/ledger/undo.ts';
import { changePermissions } from './fixer.ts';
import type { Permission } from './model.ts';
import { readSnapshot } from './reader.ts';

/** The values come back to the snapshot's `createVolumePermission`. */
export const undo = ({ record }: Subject, connection: Connection = {}): Undoing<Permission> => {
  const ec2 = new EC2Client(awsHttp(connection));
  const { id } = record;
  return {
    rights: 'ec2:ModifySnapshotAttribute on the snapshot',
    plan: async () => {
      const snapshot = await readSnapshot(ec2, id);
      if (!snapshot) return { refused: `${id} is gone, so nothing can be put back.` };
      const there = new Set(snapshot.permissions.map(({ value }) => value));
      const put = undoneOf<Permission>(record).removed.filter(({ value }) => !there.has(value));
      return put.length > 0
        ? { put, take: [], notes: [] }
        : { refused: 'It is shared with all accounts already, so there is nothing to put back.' };
    },
    restore: ({ put }) => changePermissions(ec2, id, 'Add', put),
  };
};
