import { gunzipSync, gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

type Item = Record<string, AttributeValue>;

/**
 * Well under the 400 KB that DynamoDB takes for an item.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items
 */
const MOST_BYTES = 300_000;

/** What grows with the resource, and nobody queries by. */
const LARGE = ['before', 'removed', 'added', 'findings'] as const;

const size = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const withoutTags = (part: unknown): unknown =>
  typeof part === 'object' && part !== null ? { ...part, tags: undefined } : part;

const pack = (entry: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const large = Object.fromEntries(LARGE.flatMap((name) => (name in entry ? [[name, entry[name]]] : [])));
  const rest = Object.fromEntries(Object.entries(entry).filter(([name]) => !(name in large)));
  return { ...rest, packed: gzipSync(JSON.stringify(large)) };
};

/** Without the tags of the parts: still every part, but undo restores them untagged. */
const lean = (entry: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...entry,
  trimmed: true,
  ...Object.fromEntries(
    ['before', 'removed', 'added'].flatMap((name) => {
      const parts = entry[name];
      return Array.isArray(parts) ? [[name, parts.map(withoutTags)]] : [];
    }),
  ),
});

/** What cannot be kept whole loses its before-image at last: the fix must not wait for the record of it. */
const bare = (entry: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
  ...lean(entry),
  before: [],
});

/**
 * A ledger entry as a DynamoDB item. One that would not fit is compressed, then loses the tags of its parts, then its
 * before-image: a group of hostile size must be closed like any other.
 */
export const toItem = (entry: object): Item => {
  const whole = entry as Readonly<Record<string, unknown>>;
  if (size(whole) <= MOST_BYTES) return marshall(whole, { removeUndefinedValues: true });
  const tries = [whole, lean(whole), bare(whole)].map(pack);
  const fits = tries.find(({ packed }) => (packed as Buffer).length <= MOST_BYTES) ?? tries.at(-1);
  return marshall(fits, { removeUndefinedValues: true });
};

/** The reverse of `toItem`, for items and for images of the table's stream. */
export const fromItem = (item: Item): Record<string, unknown> => {
  const { packed, ...rest } = unmarshall(item);
  if (!(packed instanceof Uint8Array)) return packed === undefined ? rest : { ...rest, packed };
  return { ...rest, ...(JSON.parse(gunzipSync(packed).toString('utf8')) as Record<string, unknown>) };
};
