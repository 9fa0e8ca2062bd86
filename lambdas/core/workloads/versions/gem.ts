import { compareNumbers, compareText, type Order } from './order.ts';

const isNumber = (segment: string): boolean => /^\d/.test(segment);

const withoutZeros = (segments: readonly string[]): readonly string[] =>
  segments.slice(0, segments.findLastIndex((segment) => !/^0+$/.test(segment)) + 1);

/** Runs of digits and runs of letters; zeros at the end of the numbers, and of the rest, do not count. */
const segmentsOf = (version: string): readonly string[] => {
  const segments =
    version
      .trim()
      .replaceAll('-', '.pre.')
      .match(/\d+|[A-Za-z]+/g) ?? [];
  const firstName = segments.findIndex((segment) => !isNumber(segment));
  const end = firstName < 0 ? segments.length : firstName;
  return [...withoutZeros(segments.slice(0, end)), ...withoutZeros(segments.slice(end))];
};

/** A name is a pre-release: it comes before any number, and a missing segment is zero. */
const compareSegment = (a: string, b: string): number => {
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? 1 : -1;
  return isNumber(a) ? compareNumbers(a, b) : compareText(a, b);
};

/** As `Gem::Version#<=>`. */
export const gem: Order = (one, other) => {
  const [a, b] = [segmentsOf(one), segmentsOf(other)];
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = compareSegment(a[i] ?? '0', b[i] ?? '0');
    if (difference !== 0) return difference;
  }
  return 0;
};
