import { compareNumbers, compareText, firstOf, type Order } from './order.ts';

const SHAPE = /^[v=\s]*(\d+(?:\.\d+)*)(?:-?([0-9A-Za-z.-]+))?(?:\+.*)?$/;

const compareCore: Order = (one, other) => {
  const [a, b] = [one.split('.'), other.split('.')];
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = compareNumbers(a[i] ?? '0', b[i] ?? '0');
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Numbers come before names, and fewer parts before more. */
const compareIdentifier = (a: string | undefined, b: string | undefined): number => {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [isNumber, otherIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber !== otherIsNumber) return isNumber ? -1 : 1;
  return isNumber ? compareNumbers(a, b) : compareText(a, b);
};

/** What has no pre-release comes after all that have one. */
const comparePre: Order = (one, other) => {
  if (one === '' || other === '') return Number(one === '') - Number(other === '');
  const [a, b] = [one.split('.'), other.split('.')];
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = compareIdentifier(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Semantic Versioning 2.0.0, section 11, with any number of numbers; what is no version comes first. */
export const semver: Order = (one, other) => {
  const [, core, pre = ''] = SHAPE.exec(one) ?? [];
  const [, otherCore, otherPre = ''] = SHAPE.exec(other) ?? [];
  if (core === undefined || otherCore === undefined)
    return core === otherCore
      ? compareText(one, other)
      : Number(core !== undefined) - Number(otherCore !== undefined);
  return firstOf(
    () => compareCore(core, otherCore),
    () => comparePre(pre, otherPre),
  );
};
