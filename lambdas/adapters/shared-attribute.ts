import { type ErrorClass, Permanent } from '../core/base/errors.ts';
import type { Fixed, Fixer, Reader } from '../core/base/ports.ts';
import type { Shared, Value } from '../core/base/shared-attribute.ts';
import { type Subject, type Undoing, undoneOf } from '../core/ledger/undo.ts';

/** The calls of one service about one type of shared resources. They throw what AWS throws. */
export interface SharedCalls {
  /** What people call one of them, e.g. `image`. */
  readonly noun: string;
  /** A whole id: nothing else is asked about. */
  readonly id: RegExp;
  classify(error: unknown): ErrorClass;
  /**
   * Whom it is shared with; undefined where the answer says that there is none. Throws where the answer does not tell.
   * `shown` are the values that an event says were just set.
   */
  read(id: string, shown?: readonly unknown[]): Promise<Shared | undefined>;
  /** Adds values, or takes them off; the others stay. */
  change(id: string, operation: 'add' | 'remove', values: readonly string[]): Promise<unknown>;
  tags(id: string): Promise<Readonly<Record<string, string>>>;
  /** What a person should know of a fix, where there is anything. */
  note?(id: string): string | undefined;
}

/** A list of `{ Key, Value }`, as most services answer. */
export const tagsOf = (
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key = '', Value: value = '' }) => [Key, value]));

const read = async (
  calls: SharedCalls,
  id: string,
  shown?: readonly unknown[],
): Promise<Shared | undefined> => {
  if (!calls.id.test(id))
    throw new Permanent(
      `${JSON.stringify(id.slice(0, 64))} is no ${calls.noun}. Check where the event came from.`,
    );
  try {
    return await calls.read(id, shown);
  } catch (error) {
    if (calls.classify(error) === 'gone') return undefined;
    throw error;
  }
};

export const sharedReader = (calls: SharedCalls): Reader<Shared> => ({
  read: (id, shown) => read(calls, id, shown),
  resolve: async () => [],
  tags: async (id) => [{ owner: id, tags: await calls.tags(id) }],
});

const outcome = (
  { note }: SharedCalls,
  id: string,
  parts: readonly Value[],
  after: Shared | undefined,
): Fixed<Value> => {
  const there = new Set(after?.values.map(({ value }) => value));
  const left = parts.filter(({ value }) => there.has(value));
  const gone = parts.filter(({ value }) => !there.has(value));
  const told = note?.(id);
  if (left.length === 0) return { gone, removed: gone, left, ...(told !== undefined && { note: told }) };
  const error = `${id} is still shared after the call. Remove it by hand, and see whether something puts it back.`;
  return { gone, removed: gone, left, error };
};

/**
 * Takes exactly the given values off the resource, and looks what is left. AWS does not tell a value that was there from
 * one that was not, so whatever is gone counts as removed.
 */
export const sharedFixer = (calls: SharedCalls): Fixer<Shared, Value> => ({
  fix: async ({ id }, parts) => {
    await calls.change(
      id,
      'remove',
      parts.map(({ value }) => value),
    );
    return outcome(calls, id, parts, await read(calls, id));
  },
});

/** The values come back to where they were. `rights` is what the call needs. */
export const sharedUndo = (
  { record: { id, ...record } }: Subject,
  calls: SharedCalls,
  rights: string,
): Undoing<Value> => ({
  rights,
  plan: async () => {
    const now = await read(calls, id);
    if (!now) return { refused: `${id} is gone, so nothing can be put back.` };
    const there = new Set(now.values.map(({ value }) => value));
    const put = undoneOf<Value>({ id, ...record }).removed.filter(({ value }) => !there.has(value));
    return put.length > 0
      ? { put, take: [], notes: [] }
      : { refused: 'It is shared with everybody already, so there is nothing to put back.' };
  },
  restore: async ({ put }) => {
    await calls.change(
      id,
      'add',
      put.map(({ value }) => value),
    );
  },
});
