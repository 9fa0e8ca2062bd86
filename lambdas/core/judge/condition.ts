import { isRecord } from '../base/json.ts';
import { EQUALS, keyOf, type NarrowingKey, type PolicyWords } from './keys.ts';

/**
 * What is left of a grant to everybody: `anyone`, a fixed circle (`narrow`), or something that cannot be told, with the
 * reason; `pinned` where wildcards leave open which of one account's or role's.
 */
export type Reach = 'anyone' | 'narrow' | { readonly doubt: string; readonly pinned?: true };

/** The widest of several reaches, of which each is enough to be let in. */
export const widest = (reaches: readonly Reach[]): Reach =>
  reaches.find((reach) => reach === 'anyone') ??
  reaches.find((reach) => typeof reach === 'object' && !reach.pinned) ??
  reaches.find((reach) => reach !== 'narrow') ??
  'narrow';

const POSITIVE = [...EQUALS, 'ipaddress'];

/** Operators that let in whoever is not named, or that compare no names. */
const OTHER_OPERATORS =
  /^(string(notequals(ignorecase)?|notlike)|arnnot(equals|like)|notipaddress|numeric(not)?equals|numeric(less|greater)than(equals)?|date(not)?equals|date(less|greater)than(equals)?|bool|binaryequals|null)$/;

const NEGATIVE = /^(stringnot|arnnot|notip|null$)/;

/** What a denial spares is what meets the opposite. */
const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ['stringnotequals', 'stringequals'],
  ['stringnotequalsignorecase', 'stringequalsignorecase'],
  ['stringnotlike', 'stringlike'],
  ['arnnotequals', 'arnequals'],
  ['arnnotlike', 'arnlike'],
  ['notipaddress', 'ipaddress'],
]);

interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly unknown[];
  readonly quantifier: string | undefined;
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
      quantifier,
      ifAbsent,
    }));
  });

const reachOfValues = (
  { judge, together }: NarrowingKey,
  { key, values }: Pick<Test, 'key' | 'values'>,
): Reach => {
  const texts = values.filter((value) => typeof value !== 'object').map(String);
  const judged = new Set(texts.map(judge));
  if (judged.has('open') || together?.(texts)) return 'anyone';
  if (judged.has('unreadable') || texts.length < values.length) return { doubt: `the value of ${key}` };
  if (judged.has('variable')) return { doubt: `the policy variable in ${key}` };
  return judged.has('pinned') ? { doubt: `the wildcard in ${key}`, pinned: true } : 'narrow';
};

/** Whom a comparison lets in that is met only by who sends its key. */
const reachOfTest = (test: Pick<Test, 'operator' | 'key' | 'values'>, words: PolicyWords): Reach => {
  const { operator, key } = test;
  const known = keyOf(key, words);
  if (known === undefined) return { doubt: `the condition key ${key.slice(0, 64)}` };
  if (known === 'open') return 'anyone';
  return known.operators.includes(operator) ? reachOfValues(known, test) : { doubt: `${operator} on ${key}` };
};

const unknownOperator = ({ operator }: Test): Reach | undefined =>
  POSITIVE.includes(operator) || OTHER_OPERATORS.test(operator)
    ? undefined
    : { doubt: `the condition operator ${operator.slice(0, 64)}` };

const reachOf = (test: Test, isPresent: (key: string) => boolean, words: PolicyWords): Reach => {
  const isOpen = NEGATIVE.test(test.operator) || (test.ifAbsent && !isPresent(test.key));
  return unknownOperator(test) ?? (isOpen ? 'anyone' : reachOfTest(test, words));
};

/** Is the comparison met only by who sends its key, whatever the value? */
const demandsKey = ({ operator, values, ifAbsent }: Test): boolean =>
  operator === 'null'
    ? values.every((value) => String(value) === 'false')
    : POSITIVE.includes(operator) && !ifAbsent;

/**
 * Whom a statement that grants to everybody reaches in the end. One comparison that narrows is enough, since all must
 * hold; of its values each must narrow, and all together, since one is enough to meet it. `…IfExists` and `ForAllValues`
 * are met by whoever sends no such key, unless another comparison demands it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export const reachOfCondition = (condition: unknown, words: PolicyWords): Reach => {
  if (condition === undefined) return 'anyone';
  if (!isRecord(condition)) return { doubt: 'the condition' };
  const tests = testsIn(condition);
  const present = new Set(tests.flatMap((test) => (demandsKey(test) ? [test.key] : [])));
  const reaches = tests.map((test) => reachOf(test, (key) => present.has(key), words));
  if (reaches.includes('narrow')) return 'narrow';
  return reaches.find((reach) => reach !== 'anyone') ?? 'anyone';
};

/** Whom a comparison of a denial spares: who does not meet it. Negated ones are met by whoever sends no such key. */
const sparedByTest = (test: Test, words: PolicyWords): Reach => {
  const { operator, key, values, quantifier, ifAbsent } = test;
  if (quantifier === 'foranyvalue') return 'anyone';
  if (operator === 'bool' && ifAbsent)
    return reachOfTest({ operator, key, values: values.map((value) => String(value) !== 'true') }, words);
  const opposite = OPPOSITES.get(operator);
  return (
    unknownOperator(test) ?? (opposite ? reachOfTest({ operator: opposite, key, values }, words) : 'anyone')
  );
};

/**
 * Whom a denial of everybody with this condition spares: all who do not meet one of its comparisons. One account or one
 * role is a fixed circle here, whatever wildcards it is named with.
 */
export const sparedBy = (condition: unknown, words: PolicyWords): Reach => {
  if (condition === undefined) return 'narrow';
  if (!isRecord(condition)) return { doubt: 'the condition' };
  const reach = widest(testsIn(condition).map((test) => sparedByTest(test, words)));
  return typeof reach === 'object' && reach.pinned ? 'narrow' : reach;
};
