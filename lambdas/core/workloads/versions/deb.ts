import { compareNumbers, firstOf, type Order } from './order.ts';

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';

/** `~` comes before the end, the end before letters, letters before all else. */
const rank = (char: string | undefined): number => {
  if (char === undefined || isDigit(char)) return 0;
  if (char === '~') return -1;
  return /[A-Za-z]/.test(char) ? char.charCodeAt(0) : char.charCodeAt(0) + 256;
};

const compareTexts: Order = (one, other) => {
  for (let i = 0; i < Math.max(one.length, other.length); i += 1) {
    const difference = rank(one[i]) - rank(other[i]);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** What is no number and then a number, by turns. */
const turnsOf = (part: string): readonly RegExpMatchArray[] => [...part.matchAll(/(\D*)(\d*)/g)];

const comparePart: Order = (one, other) => {
  const [turns, otherTurns] = [turnsOf(one), turnsOf(other)];
  for (let i = 0; i < Math.max(turns.length, otherTurns.length); i += 1) {
    const [, text = '', digits = ''] = turns[i] ?? [];
    const [, otherText = '', otherDigits = ''] = otherTurns[i] ?? [];
    const difference = compareTexts(text, otherText) || compareNumbers(digits, otherDigits);
    if (difference !== 0) return difference;
  }
  return 0;
};

const partsOf = (version: string): readonly [epoch: string, upstream: string, revision: string] => {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return [
    colon > 0 ? version.slice(0, colon) : '0',
    dash < 0 ? rest : rest.slice(0, dash),
    dash < 0 ? '' : rest.slice(dash + 1),
  ];
};

/** Debian Policy, section 5.6.12; as `dpkg --compare-versions`. */
export const deb: Order = (one, other) => {
  const [epoch, upstream, revision] = partsOf(one);
  const [otherEpoch, otherUpstream, otherRevision] = partsOf(other);
  return firstOf(
    () => compareNumbers(epoch, otherEpoch),
    () => comparePart(upstream, otherUpstream),
    () => comparePart(revision, otherRevision),
  );
};
