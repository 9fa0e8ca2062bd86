import {
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import { errorCode, message } from '../../core/base/errors.ts';
import type { Fixed, Fixer } from '../../core/base/ports.ts';
import { classify } from './errors.ts';
import { nameOf, type RestoreValue, type Snapshot, sortOf } from './model.ts';
import { readSnapshot, restoreValues } from './reader.ts';

type Values = readonly RestoreValue[];

/** Takes values off `restore`; what is left of it, as far as the answer tells. */
const unshare = async (
  client: RDSClient,
  id: string,
  ValuesToRemove: string[],
): Promise<Values | undefined> => {
  const change = { AttributeName: 'restore', ValuesToRemove };
  if (sortOf(id) === 'snapshot') {
    const command = new ModifyDBSnapshotAttributeCommand({ ...change, DBSnapshotIdentifier: nameOf(id) });
    return restoreValues((await client.send(command)).DBSnapshotAttributesResult?.DBSnapshotAttributes);
  }
  const command = new ModifyDBClusterSnapshotAttributeCommand({
    ...change,
    DBClusterSnapshotIdentifier: nameOf(id),
  });
  return restoreValues(
    (await client.send(command)).DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes,
  );
};

const outcome = (id: string, parts: Values, after: Values): Fixed<RestoreValue> => {
  const there = new Set(after.map(({ value }) => value));
  const left = parts.filter(({ value }) => there.has(value));
  const gone = parts.filter(({ value }) => !there.has(value));
  if (left.length === 0) return { gone, removed: gone, left };
  const error = `${id} is still shared after the call. Remove it by hand, and see whether something puts it back.`;
  return { gone, removed: gone, left, error };
};

const refusal = (id: string, error: unknown): string =>
  [
    `AWS refuses to stop sharing ${id}.`,
    /^(AccessDenied|Unauthorized)/.test(errorCode(error))
      ? "Allow the rds:Modify… call to this function's role, also in service control policies, or make the snapshot private by hand."
      : 'Make the snapshot private by hand.',
    message(error),
  ].join(' ');

const refused = (id: string, parts: Values, error: unknown): Fixed<RestoreValue> => {
  const kind = classify(error);
  if (kind === 'transient') throw error;
  if (kind === 'gone') return { gone: parts, removed: [], left: [] };
  return { gone: [], removed: [], left: parts, error: refusal(id, error) };
};

/**
 * Takes exactly the given values off `restore`, and checks what is left: by the answer, or else by one more describe.
 * RDS does not tell a value that was there from one that was not, so whatever is gone counts as removed.
 */
export const createFixer = (client: RDSClient): Fixer<Snapshot, RestoreValue> => ({
  fix: async ({ id }, parts) => {
    try {
      const values = parts.map(({ value }) => value);
      const after = (await unshare(client, id, values)) ?? (await readSnapshot(client, id))?.restore;
      return outcome(id, parts, after ?? []);
    } catch (error) {
      return refused(id, parts, error);
    }
  },
});
