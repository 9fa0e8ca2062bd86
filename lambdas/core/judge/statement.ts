import { isRecord, own } from '../base/json.ts';
import { accessOfActions, type Verdict } from './actions.ts';
import { type Reach, reachOfCondition } from './condition.ts';
import { fencesOf } from './fence.ts';
import type { PolicyWords } from './keys.ts';
import { type Elements, reachOfPrincipal } from './principals.ts';

const NOBODY: Verdict = { access: [] };

const ELEMENTS = new Set(['effect', 'principal', 'notprincipal', 'action', 'notaction', 'condition']);

/** Elements by their names in lower case, and whether one that matters stands there twice. */
const elementsOf = (statement: object): { readonly elements: Elements; readonly isTwofold: boolean } => {
  const entries = Object.entries(statement).map(([name, value]) => [name.toLowerCase(), value] as const);
  const names = entries.map(([name]) => name).filter((name) => ELEMENTS.has(name));
  return { elements: Object.fromEntries(entries), isTwofold: new Set(names).size < names.length };
};

const doubtsOf = (reaches: readonly Reach[]): readonly string[] =>
  reaches.flatMap((reach) => (typeof reach === 'object' ? [reach.doubt] : []));

const UNKNOWN = (doubt: string): Verdict => ({ access: ['read', 'write'], doubt });

/** `leftOf` tells whom the denials of the same policy leave of a grant. */
const judge = (
  statement: unknown,
  words: PolicyWords,
  leftOf: (grant: Elements) => Reach = () => 'anyone',
): Verdict => {
  if (!isRecord(statement)) return UNKNOWN('the statement');
  const { elements, isTwofold } = elementsOf(statement);
  if (isTwofold) return UNKNOWN('an element that stands there twice');
  const effect = own(elements, 'effect');
  if (effect === 'Deny') return NOBODY;
  const who = [reachOfPrincipal(elements), reachOfCondition(own(elements, 'condition'), words)];
  if (who.includes('narrow')) return NOBODY;
  const left = leftOf(elements);
  if (left === 'narrow') return NOBODY;
  const { access, doubt } = accessOfActions(elements, words);
  const doubts = [
    ...doubtsOf(who),
    ...(doubt === undefined ? [] : [doubt]),
    ...doubtsOf([left]).map((reason) => `a denial that may fence it (${reason})`),
    ...(effect === 'Allow' ? [] : ['the effect']),
  ];
  return doubts.length > 0 ? { access, doubt: doubts.join(', ') } : { access };
};

/**
 * What one statement of a resource policy gives to anyone by itself, as S3 defines it: a grant is public unless it is
 * made to fixed principals or limited by fixed values.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const judgeStatement = (statement: unknown, words: PolicyWords): Verdict => judge(statement, words);

/**
 * What each statement of one policy gives to anyone, given the others: a grant of which a denial of everybody leaves a
 * fixed circle only gives nothing. `about` are the ARNs that the policy can be about, with `*`; `isTrusted` tells of an
 * index whether the statement is surely read as AWS reads it.
 */
export const judgeStatements = (
  statements: readonly unknown[],
  words: PolicyWords,
  about: readonly string[] = [],
  isTrusted: (index: number) => boolean = () => true,
): readonly Verdict[] => {
  const denials = statements.flatMap((statement, i) => {
    if (!isRecord(statement) || !isTrusted(i)) return [];
    const { elements, isTwofold } = elementsOf(statement);
    return isTwofold ? [] : [elements];
  });
  const leftOf = fencesOf(denials, words, about);
  return statements.map((statement) => judge(statement, words, leftOf));
};
