import { compareNumbers, compareText, type Order } from './order.ts';

/** Those before the empty one are pre-releases. */
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const ALIASES: Readonly<Record<string, string>> = { cr: 'rc', ga: '', final: '', release: '' };
const SHORT: Readonly<Record<string, string>> = { a: 'alpha', b: 'beta', m: 'milestone' };

type Item = string | Item[];

const isNumber = (item: Item | undefined): item is string => typeof item === 'string' && /^\d/.test(item);

const qualifier = (name: string, followed: boolean): string => {
  const long = followed ? (SHORT[name] ?? name) : name;
  return ALIASES[long] ?? long;
};

const isNothing = (item: Item): boolean =>
  Array.isArray(item) ? item.length === 0 : item === '' || /^0+$/.test(item);

/** Zeros, empty names and empty lists at the end of a list do not count. */
const trim = (list: Item[]): void => {
  for (let i = list.length - 1; i >= 0; i -= 1) {
    const item = list[i];
    if (item === undefined) continue;
    if (isNothing(item)) list.splice(i, 1);
    else if (!Array.isArray(item)) break;
  }
};

const SEPARATOR = /^[.-]$/;
const isDigits = (token: string): boolean => /^\d/.test(token);
/** A name at the end, or with a number behind it. */
const isTail = (token: string, after: string): boolean =>
  !isDigits(token) && (after === '' || isDigits(after));
const isWord = (token: string): boolean => token !== '' && !SEPARATOR.test(token);

/** A hyphen, the change between digits and letters, and a name behind a dot open a list inside the list. */
const itemsOf = (version: string): Item[] => {
  const tokens = version.toLowerCase().match(/\d+|[^\d.-]+|[.-]/g) ?? [];
  const root: Item[] = [];
  const lists: Item[][] = [root];
  const add = (item: Item): void => void lists.at(-1)?.push(item);
  const nest = (): void => {
    const inner: Item[] = [];
    add(inner);
    lists.push(inner);
  };
  const separate = (token: string, before: string): void => {
    if (!isWord(before)) add('0');
    if (token !== '.') nest();
  };
  const word = (token: string, before: string, after: string): void => {
    if (isWord(before) && isDigits(before) !== isDigits(token)) nest();
    if (isTail(token, after) && lists.at(-1)?.length !== 0) nest();
    add(isDigits(token) ? token : qualifier(token, isDigits(after)));
  };
  tokens.forEach((token, i) => {
    const before = tokens[i - 1] ?? '';
    if (SEPARATOR.test(token)) separate(token, before);
    else word(token, before, tokens[i + 1] ?? '');
  });
  for (const list of lists.toReversed()) trim(list);
  return root;
};

const rankOf = (name: string): readonly [rank: number, name: string] => {
  const known = QUALIFIERS.indexOf(name);
  return known < 0 ? [QUALIFIERS.length, name] : [known, ''];
};

const compareNames: Order = (one, other) => {
  const [[rank, name], [otherRank, otherName]] = [rankOf(one), rankOf(other)];
  return rank - otherRank || compareText(name, otherName);
};

/** A number comes after a list, and a list after a name. */
const kindOf = (item: Item): number => {
  if (Array.isArray(item)) return 1;
  return isNumber(item) ? 2 : 0;
};

/** What is missing is zero, the empty name, or an empty list. */
const compareWithNothing = (item: Item): number => {
  if (!Array.isArray(item)) return isNumber(item) ? Number(!/^0+$/.test(item)) : compareNames(item, '');
  return item.map(compareWithNothing).find((result) => result !== 0) ?? 0;
};

const compareItems = (a: Item | undefined, b: Item | undefined): number => {
  if (a === undefined) return b === undefined ? 0 : -compareWithNothing(b);
  if (b === undefined) return compareWithNothing(a);
  if (kindOf(a) !== kindOf(b)) return kindOf(a) - kindOf(b);
  if (Array.isArray(a) && Array.isArray(b)) return compareLists(a, b);
  return isNumber(a) ? compareNumbers(String(a), String(b)) : compareNames(String(a), String(b));
};

const compareLists = (a: readonly Item[], b: readonly Item[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = compareItems(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Maven's order (https://maven.apache.org/pom.html#version-order-specification), as ComparableVersion. */
export const maven: Order = (one, other) => compareLists(itemsOf(one), itemsOf(other));
