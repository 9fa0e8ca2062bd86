import { isRecord } from '../event.ts';
import { EQUALS, keyOf, type NarrowingKey, type PolicyWords } from './keys.ts';

/**
 * What conditions leave of a grant to everybody: `anyone`, a fixed circle (`narrow`), or something that cannot be told,
 * with the reason.
 */
export type Reach = 'anyone' | 'narrow' | { readonly doubt: string };

const POSITIVE = [...EQUALS, 'ipaddress'];

/** Operators that let in whoever is not named, or that compare no names. */
const OTHER_OPERATORS =
  /^(string(notequals(ignorecase)?|notlike)|arnnot(equals|like)|notipaddress|numeric(not)?equals|numeric(less|greater)than(equals)?|date(not)?equals|date(less|greater)than(equals)?|bool|binaryequals|null)$/;

const NEGATIVE = /^(stringnot|arnnot|notip|null$)/;

interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly unknown[];
  /** Also met where the request has no such key. */
  readonly ifAbsent: boolean;
}

/** A condition as its single comparisons, all of which must hold; names in lower case, as AWS compares them. */
const testsIn = (condition: Readonly<Record<string, unknown>>): readonly Test[] =>
  Object.entries(condition).flatMap(([name, block]) => {
    const [, quantifier, operator = '', ifExists] =
      /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/s.exec(name.toLowerCase()) ?? [];
    const ifAbsent = ifExists !== undefined || quantifier === 'forallvalues';
    return Object.entries(isRecord(block) ? block : { '': block }).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: Array.isArray(values) ? values : [values],
      ifAbsent,
    }));
  });

const reachOfValues = ({ judge }: NarrowingKey, { key, values }: Test): Reach => {
  const judged = new Set(
    values.map((value) => (typeof value === 'object' ? 'unreadable' : judge(String(value)))),
  );
  if (judged.has('open')) return 'anyone';
  if (judged.has('unreadable')) return { doubt: `the value of ${key}` };
  return judged.has('variable') ? { doubt: `the policy variable in ${key}` } : 'narrow';
};

const reachOf = (test: Test, isPresent: (key: string) => boolean, words: PolicyWords): Reach => {
  const { operator, key, ifAbsent } = test;
  if (!POSITIVE.includes(operator) && !OTHER_OPERATORS.test(operator))
    return { doubt: `the condition operator ${operator.slice(0, 64)}` };
  if (NEGATIVE.test(operator) || (ifAbsent && !isPresent(key))) return 'anyone';
  const known = keyOf(key, words);
  if (known === undefined) return { doubt: `the condition key ${key.slice(0, 64)}` };
  if (known === 'open') return 'anyone';
  return known.operators.includes(operator) ? reachOfValues(known, test) : { doubt: `${operator} on ${key}` };
};

/**
 * Whom a statement that grants to everybody reaches in the end. One comparison that narrows is enough, since all must
 * hold; of its values each must narrow, since one is enough to meet it. `…IfExists` and `ForAllValues` are met by
 * whoever sends no such key, unless `Null` demands it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export const reachOfCondition = (condition: unknown, words: PolicyWords): Reach => {
  if (condition === undefined) return 'anyone';
  if (!isRecord(condition)) return { doubt: 'the condition' };
  const tests = testsIn(condition);
  const present = new Set(
    tests.flatMap(({ operator, key, values }) =>
      operator === 'null' && values.every((value) => String(value) === 'false') ? [key] : [],
    ),
  );
  const reaches = tests.map((test) => reachOf(test, (key) => present.has(key), words));
  if (reaches.includes('narrow')) return 'narrow';
  return reaches.find((reach) => reach !== 'anyone') ?? 'anyone';
};
