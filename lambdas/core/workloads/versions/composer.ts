import { compareNumbers, type Order } from './order.ts';

/** PHP's own ranks (version_compare); what has none comes before all. */
const RANKS: readonly (readonly [RegExp, number])[] = [
  [/^dev$/, 0],
  [/^a(lpha)?$/, 1],
  [/^b(eta)?$/, 2],
  [/^(rc|c)$/, 3],
  [/^#$/, 4],
  [/^pl?$|^patch$/, 5],
];

const partsOf = (version: string): readonly string[] => {
  const plain = version
    .trim()
    .toLowerCase()
    .replace(/^v(?=\d)/, '')
    .replace(/\+.*$/, '');
  return plain.match(/\d+|[a-z]+/g) ?? [];
};

const rankOf = (part: string): number => {
  const name = /^\d/.test(part) ? '#' : part;
  return RANKS.find(([pattern]) => pattern.test(name))?.[1] ?? -1;
};

const compareParts = (a: string, b: string): number => {
  const [number, otherNumber] = [/^\d/.test(a), /^\d/.test(b)];
  if (number && otherNumber) return compareNumbers(a, b);
  return rankOf(a) - rankOf(b);
};

/** What is left over of the longer one: a number or patch makes it newer, a pre-release older; zeros count for nothing. */
const compareRest = (rest: readonly string[]): number => {
  const part = rest.find((each) => !/^0+$/.test(each));
  return part === undefined ? 0 : rankOf(part) - 3.5;
};

/** Composer's order: four numbers, and a stability. Branches (`dev-main`) are older than everything. */
export const composer: Order = (one, other) => {
  const [a, b] = [partsOf(one), partsOf(other)];
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = compareParts(a[i] ?? '', b[i] ?? '');
    if (difference !== 0) return difference;
  }
  if (a.length === b.length) return 0;
  return a.length > b.length ? compareRest(a.slice(b.length)) : -compareRest(b.slice(a.length));
};
