import { showsTags } from '../base/policy.ts';
import type { Surroundings } from '../ledger/record.ts';
import type { Assessment, Assessor } from './remediator.ts';

/** What takes longer is left out of the finding: a fix is not held up by what people like to know. */
const PATIENCE_MS = 2_000;

const MOST_USERS = 20;

/** The answer, or nothing where it fails or takes too long. */
const inTime = async <T>(ask: () => Promise<T> | undefined): Promise<T | undefined> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};

const pick = (
  keys: readonly string[],
  tags: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    keys.flatMap((key) => {
      const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
      return value ? [[key, value]] : [];
    }),
  );

const few = (users: readonly string[]): readonly string[] =>
  users.length <= MOST_USERS
    ? users
    : [...users.slice(0, MOST_USERS - 1), `… and ${users.length - MOST_USERS + 1} more`];

/**
 * What people want to know of a resource beside its violation: read beside the fix, never before it. Whatever cannot be
 * read is as the last entry knew it, or absent.
 */
export const surroundingsOf = async <Model, Part>(
  { reader, policy }: Pick<Assessor<Model, Part>, 'reader' | 'policy'>,
  id: string,
  { model, latest }: Pick<Assessment<Model, Part>, 'model' | 'latest'>,
): Promise<{ readonly surroundings?: Surroundings }> => {
  if (model === undefined) return latest?.surroundings ? { surroundings: latest.surroundings } : {};
  const [name, sets, users] = await Promise.all([
    inTime(() => reader.name?.(id, model)),
    showsTags(policy) ? inTime(() => reader.tags?.(id, model)) : undefined,
    inTime(() => reader.usedBy?.(id)),
  ]);
  const tags = sets && pick(policy.notifyTags ?? [], sets.find(({ owner }) => owner === id)?.tags);
  const surroundings = {
    ...latest?.surroundings,
    ...(name && { name }),
    ...(tags && { tags }),
    ...(users && { usedBy: few(users) }),
  };
  return Object.keys(surroundings).length > 0 ? { surroundings } : {};
};
