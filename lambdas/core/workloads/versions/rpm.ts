import { compareNumbers, compareText, firstOf, type Order } from './order.ts';

/** Runs of digits, runs of letters, `~` and `^`; all else only parts them. */
const segmentsOf = (version: string): readonly string[] => version.match(/\d+|[A-Za-z]+|[~^]/g) ?? [];

const isNumber = (segment: string): boolean => /^\d/.test(segment);

/** `~` comes before everything, the end included. */
const compareTilde = (a: string | undefined, b: string | undefined): number =>
  Number(b === '~') - Number(a === '~');

/** `^` comes after the end, and before everything else. */
const compareCaret = (a: string | undefined, b: string | undefined): number => {
  if (a === '^') return b === undefined ? 1 : -1;
  return a === undefined ? -1 : 1;
};

const compareWords: Order = (a, b) => {
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? 1 : -1;
  return isNumber(a) ? compareNumbers(a, b) : compareText(a, b);
};

const compareSegment = (a: string | undefined, b: string | undefined): number => {
  if (a === b) return 0;
  if (a === '~' || b === '~') return compareTilde(a, b);
  if (a === '^' || b === '^') return compareCaret(a, b);
  if (a === undefined) return -1;
  return b === undefined ? 1 : compareWords(a, b);
};

const comparePart: Order = (one, other) => {
  const [a, b] = [segmentsOf(one), segmentsOf(other)];
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = compareSegment(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return 0;
};

const partsOf = (version: string): readonly [epoch: string, version: string, release: string] => {
  const [, epoch = '0', rest = ''] = /^(?:(\d*):)?(.*)$/s.exec(version) ?? [];
  const dash = rest.lastIndexOf('-');
  return [epoch || '0', dash < 0 ? rest : rest.slice(0, dash), dash < 0 ? '' : rest.slice(dash + 1)];
};

/** rpm's order of epoch, version and release (rpm-version(7)). */
export const rpm: Order = (one, other) => {
  const [epoch, version, release] = partsOf(one);
  const [otherEpoch, otherVersion, otherRelease] = partsOf(other);
  return firstOf(
    () => compareNumbers(epoch, otherEpoch),
    () => comparePart(version, otherVersion),
    () => comparePart(release, otherRelease),
  );
};
