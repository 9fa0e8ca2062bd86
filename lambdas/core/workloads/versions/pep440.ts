import { compareNumbers, compareText, firstOf, type Order } from './order.ts';

const SHAPE = new RegExp(
  [
    '^v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)',
    '(?:[-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?(\\d*))?',
    '(?:-(\\d+)|[-_.]?(post|rev|r)[-_.]?(\\d*))?',
    '(?:[-_.]?(dev)[-_.]?(\\d*))?',
    '(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$',
  ].join(''),
);
const PRE: Readonly<Record<string, string>> = { alpha: 'a', beta: 'b', c: 'rc', pre: 'rc', preview: 'rc' };

interface Parts {
  readonly epoch: string;
  readonly release: readonly string[];
  readonly pre: string | undefined;
  readonly preNumber: string;
  readonly post: string | undefined;
  readonly dev: string | undefined;
  readonly local: readonly string[];
}

const partsOf = (version: string): Parts | undefined => {
  const found = SHAPE.exec(version.trim().toLowerCase());
  if (!found) return undefined;
  const [, epoch = '0', release = '', pre, preNumber = '', dashed, post, postNumber, dev, devNumber, local] =
    found;
  return {
    epoch,
    release: release.split('.'),
    pre: pre && (PRE[pre] ?? pre),
    preNumber,
    post: dashed ?? (post && (postNumber ?? '')),
    dev: dev && (devNumber ?? ''),
    local: local?.split(/[-_.]/) ?? [],
  };
};

const compareReleases = (a: readonly string[], b: readonly string[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = compareNumbers(a[i] ?? '0', b[i] ?? '0');
    if (difference !== 0) return difference;
  }
  return 0;
};

/** A development release of the final version comes before its first alpha; the final version comes last. */
const preRank = ({ pre, post, dev }: Parts): string => {
  if (pre !== undefined) return pre;
  return post === undefined && dev !== undefined ? '' : 'z';
};

/** `undefined` comes first, or last. */
const compareOptional = (a: string | undefined, b: string | undefined, missing: -1 | 1): number => {
  if (a === undefined || b === undefined)
    return missing * (Number(a === undefined) - Number(b === undefined));
  return compareNumbers(a, b);
};

const compareLocalPart = (a: string | undefined, b: string | undefined): number => {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  const [isNumber, otherIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber !== otherIsNumber) return isNumber ? 1 : -1;
  return isNumber ? compareNumbers(a, b) : compareText(a, b);
};

const compareLocal = (a: readonly string[], b: readonly string[]): number => {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = compareLocalPart(a[i], b[i]);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Python's versions (PEP 440); what is none comes first. */
export const pep440: Order = (one, other) => {
  const [a, b] = [partsOf(one), partsOf(other)];
  if (!a || !b) return a || b ? Number(a !== undefined) - Number(b !== undefined) : compareText(one, other);
  return firstOf(
    () => compareNumbers(a.epoch, b.epoch),
    () => compareReleases(a.release, b.release),
    () => compareText(preRank(a), preRank(b)),
    () => compareNumbers(a.preNumber, b.preNumber),
    () => compareOptional(a.post, b.post, -1),
    () => compareOptional(a.dev, b.dev, 1),
    () => compareLocal(a.local, b.local),
  );
};
