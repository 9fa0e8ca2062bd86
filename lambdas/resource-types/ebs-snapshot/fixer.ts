import { type EC2Client, ModifySnapshotAttributeCommand } from '@aws-sdk/client-ec2';
import type { Fixer } from '../../core/base/ports.ts';
import { EVERYBODY, type Permission, type Snapshot } from './model.ts';
import { readSnapshot } from './reader.ts';

const asItem = ({ value }: Permission) =>
  value === EVERYBODY ? ({ Group: EVERYBODY } as const) : { UserId: value };

/** Adds values to `createVolumePermission`, or takes them off it. */
export const changePermissions = async (
  client: EC2Client,
  SnapshotId: string,
  operation: 'Add' | 'Remove',
  permissions: readonly Permission[],
): Promise<void> => {
  await client.send(
    new ModifySnapshotAttributeCommand({
      SnapshotId,
      Attribute: 'createVolumePermission',
      CreateVolumePermission: { [operation]: permissions.map(asItem) },
    }),
  );
};

/**
 * Takes exactly the given values off the snapshot, and looks what is left. EC2 does not tell a value that was there from
 * one that was not, so whatever is gone counts as removed.
 */
export const createFixer = (client: EC2Client): Fixer<Snapshot, Permission> => ({
  fix: async ({ id }, parts) => {
    await changePermissions(client, id, 'Remove', parts);
    const there = new Set((await readSnapshot(client, id))?.permissions.map(({ value }) => value));
    const left = parts.filter(({ value }) => there.has(value));
    const gone = parts.filter(({ value }) => !there.has(value));
    if (left.length === 0) return { gone, removed: gone, left };
    const error = `${id} is still shared after the call. Remove it by hand, and see whether something puts it back.`;
    return { gone, removed: gone, left, error };
  },
});
