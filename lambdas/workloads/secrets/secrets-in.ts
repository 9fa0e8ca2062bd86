import { createHmac } from 'node:crypto';
import type { Hit } from '../yara/yara.ts';
import type { Around, SecretRule } from './rule.ts';
import { ruleOf } from './rules.ts';
import type { Secret } from './secret.ts';

const NEAR = 512;
/** More in one file are no secrets, or all told by the first ones. */
const MOST_IN_A_FILE = 50;

/** A plain hash of a weak password can be guessed: nobody but the scanner has the key. */
export const hashOf = (key: Buffer, value: string): string =>
  createHmac('sha256', key).update(value, 'latin1').digest('hex').slice(0, 12);

interface Candidate {
  readonly rule: SecretRule;
  readonly rank: number;
  readonly offset: number;
  readonly length: number;
}

interface Judged extends Candidate {
  readonly value: string;
  /** Where the value is. */
  readonly from: number;
}

/** The last group of an expression, and where it begins. */
const lastGroup = (pattern: RegExp, text: string) => {
  const match = new RegExp(pattern.source, `${pattern.flags.replace('d', '')}d`).exec(text);
  const value = match?.at(-1);
  const from = match?.indices?.at(-1)?.[0];
  return value === undefined || from === undefined ? undefined : { value, from };
};

/** All of them. */
const groups = (pattern: RegExp, text: string) =>
  [...text.matchAll(new RegExp(pattern, 'dg'))].flatMap((match) => {
    const [value, from] = [match.at(-1), match.indices?.at(-1)?.[0]];
    return value === undefined || from === undefined ? [] : [{ value, from }];
  });

const aroundOf = (path: string, text: string, { offset, length }: Candidate): Around => {
  const start = Math.max(0, offset - NEAR);
  const end = offset + length;
  const [after = ''] = text.slice(end, end + NEAR).split('\n');
  return {
    path,
    hit: text.slice(offset, end),
    before: text.slice(start, offset).replace(/^.*\n/s, ''),
    after,
    near: text.slice(start, end + NEAR),
  };
};

const judge = (path: string, text: string, candidate: Candidate): Judged[] => {
  const { rule, offset, length } = candidate;
  const { value: wanted, reach = 0, pair, accept } = rule;
  const around = aroundOf(path, text, candidate);
  if (pair) {
    const start = Math.max(0, offset - NEAR);
    const found = groups(pair, around.near).find(({ value }) => accept(value, around));
    return found ? [{ ...candidate, value: found.value, from: start + found.from }] : [];
  }
  const hit = text.slice(offset, offset + length + reach);
  const found = wanted ? lastGroup(wanted, hit) : { value: hit, from: 0 };
  if (!found || !accept(found.value, around)) return [];
  return [{ ...candidate, value: found.value, from: offset + found.from }];
};

const overlaps = (one: Judged, other: Judged): boolean =>
  one.from < other.from + other.value.length && other.from < one.from + one.value.length;

const candidatesOf = (hits: readonly Hit[]): readonly Candidate[] =>
  hits
    .flatMap(({ rule: name, matches }) => {
      const known = ruleOf(name);
      return known ? matches.map(({ offset, length }) => ({ ...known, offset, length })) : [];
    })
    .toSorted((one, other) => one.rank - other.rank || one.offset - other.offset);

const lineOf = (text: string, offset: number): number => {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
};

/** The secrets among the hits in one file, whose text is in Latin-1, so that its characters are its bytes. */
export const secretsIn = (
  path: string,
  text: string,
  hits: readonly Hit[],
  key: Buffer,
): readonly Secret[] => {
  const judged: Judged[] = [];
  for (const candidate of candidatesOf(hits)) {
    if (judged.length >= MOST_IN_A_FILE) break;
    for (const each of judge(path, text, candidate))
      if (
        !judged.some(
          (known) => overlaps(known, each) || (known.rule === each.rule && known.value === each.value),
        )
      )
        judged.push(each);
  }
  return judged
    .map(({ rule, offset, from, value }) => ({
      rule: rule.id,
      path,
      line: lineOf(text, rule.reach ? offset : from),
      hash: hashOf(key, value),
    }))
    .toSorted((one, other) => one.line - other.line);
};
