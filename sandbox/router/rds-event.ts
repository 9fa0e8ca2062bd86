import { at } from '../../lambdas/core/base/json.ts';
import { isBranch, lowerFirst, type Tree, treeOf } from './query.ts';
import { parseXml } from './xml.ts';

type Json = Readonly<Record<string, unknown>>;

const SECRET = /password/i;

const scalar = (key: string, value: string): unknown => {
  if (SECRET.test(key)) return 'HIDDEN_DUE_TO_SECURITY_REASONS';
  return value === 'true' || value === 'false' ? value === 'true' : value;
};

/** RDS's lists have one more level, named after the element: `ValuesToAdd.AttributeValue.1`. */
const onlyList = (tree: Tree): readonly Tree[] | undefined => {
  if (typeof tree === 'string') return undefined;
  if (!isBranch(tree)) return tree as readonly Tree[];
  const [only, ...more] = Object.values(tree);
  return more.length === 0 && Array.isArray(only) ? only : undefined;
};

const lowered = (tree: Tree): unknown => {
  if (typeof tree === 'string') return tree;
  const list = onlyList(tree);
  if (list) return list.map(lowered);
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => {
      const key = lowerFirst(name);
      return [key, typeof value === 'string' ? scalar(key, value) : lowered(value)];
    }),
  );
};

export const rdsRequest = (params: URLSearchParams): Json => lowered(treeOf(params)) as Json;

const several = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === '') return [];
  return Array.isArray(value) ? value : [value];
};

/** Both snapshot kinds: `DBSnapshotAttributesResult` and `DBClusterSnapshotAttributesResult`. */
const attributes = (result: unknown, noun: string): Json => ({
  [`d${noun.slice(1)}Identifier`]: at(result, `${noun}Identifier`),
  [`d${noun.slice(1)}Attributes`]: several(at(result, `${noun}Attributes.${noun}Attribute`)).map(
    (attribute) => ({
      attributeName: at(attribute, 'AttributeName'),
      attributeValues: several(at(attribute, 'AttributeValues.AttributeValue')),
    }),
  ),
});

const flat = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(flat);
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      const key = lowerFirst(name);
      return [key, typeof child === 'string' ? scalar(key, child) : flat(child)];
    }),
  );
};

/** What a call answered: the attributes of a snapshot, else the one resource of the result; tag calls answer nothing. */
export const rdsResponse = (action: string, body: Buffer): Json | null => {
  const result = at(parseXml(body), `${action}Response.${action}Result`);
  for (const noun of ['DBSnapshot', 'DBClusterSnapshot']) {
    const found = at(result, `${noun}AttributesResult`);
    if (found !== undefined) return attributes(found, noun);
  }
  const [resource] = typeof result === 'object' && result !== null ? Object.values(result) : [];
  return typeof resource === 'object' && resource !== null ? (flat(resource) as Json) : null;
};
