/** Below zero where the first version is older, above zero where it is newer. Never throws. */
export type Order = (one: string, other: string) => number;

/** Of numbers as texts, however long: leading zeros do not count. */
export const compareNumbers: Order = (one, other) => {
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  if (a.length !== b.length) return a.length - b.length;
  return compareText(a, b);
};

export const compareText: Order = (one, other) => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};

/** The first of several comparisons that is not even. */
export const firstOf = (...comparisons: readonly (() => number)[]): number => {
  for (const compare of comparisons) {
    const result = compare();
    if (result !== 0) return result;
  }
  return 0;
};
