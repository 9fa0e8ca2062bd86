import { compareNumbers, compareText, firstOf, type Order } from './order.ts';

const SHAPE =
  /^(\d+(?:\.\d+)*)([a-z]?)((?:_(?:alpha|beta|pre|rc|cvs|svn|git|hg|p)\d*)*)(?:~[0-9a-f]+)?(?:-r(\d+))?$/;
/** Those before the empty one come before a version without any. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', '', 'cvs', 'svn', 'git', 'hg', 'p'];
const NONE = SUFFIXES.indexOf('');

interface Parts {
  readonly numbers: readonly string[];
  readonly letter: string;
  readonly suffixes: readonly (readonly [rank: number, number: string])[];
  readonly revision: string;
}

const suffixOf = (suffix: string): readonly [number, string] => {
  const [, name = '', number = ''] = /^([a-z]+)(\d*)$/.exec(suffix) ?? [];
  return [SUFFIXES.indexOf(name), number];
};

const partsOf = (version: string): Parts | undefined => {
  const [all, numbers = '', letter = '', suffixes = '', revision = '0'] = SHAPE.exec(version) ?? [];
  if (all === undefined) return undefined;
  const names = suffixes.split('_').slice(1);
  return { numbers: numbers.split('.'), letter, suffixes: names.map(suffixOf), revision };
};

/** The first number counts as one, others as fractions where they begin with a zero. */
const compareNumber = (a: string, b: string, first: boolean): number =>
  !first && (a.startsWith('0') || b.startsWith('0')) ? compareText(a, b) : compareNumbers(a, b);

const compareAllNumbers = (a: readonly string[], b: readonly string[]): number => {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = compareNumber(a[i] ?? '', b[i] ?? '', i === 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

const compareSuffixes = (a: Parts['suffixes'], b: Parts['suffixes']): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const [[rank, number], [otherRank, otherNumber]] = [a[i] ?? [NONE, ''], b[i] ?? [NONE, '']];
    const difference = firstOf(
      () => rank - otherRank,
      () => compareNumbers(number, otherNumber),
    );
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Alpine's order, as `apk version -t`; what is no version there is compared as text. */
export const apk: Order = (one, other) => {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (!a || !b) return compareText(one, other);
  return firstOf(
    () => compareAllNumbers(a.numbers, b.numbers),
    () => compareText(a.letter, b.letter),
    () => compareSuffixes(a.suffixes, b.suffixes),
    () => compareNumbers(a.revision, b.revision),
  );
};
