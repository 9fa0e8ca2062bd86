import type { Refused, Restore, Undone } from '../../core/base/ports.ts';
import type { RestoreValue, Snapshot } from './model.ts';

/** What it takes to share a snapshot as it was shared before. */
export const planRestore = (
  { restore }: Pick<Snapshot, 'restore'>,
  { removed }: Pick<Undone<RestoreValue>, 'removed'>,
): Restore<RestoreValue> | Refused => {
  const there = new Set(restore.map(({ value }) => value));
  const put = removed.filter(({ value }) => !there.has(value));
  return put.length > 0
    ? { put, take: [], notes: [] }
    : { refused: 'It is shared with all accounts already, so there is nothing to put back.' };
};
