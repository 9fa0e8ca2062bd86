import { isRecord, own } from '../event.ts';
import { type Reach, reachOfCondition } from './condition.ts';
import type { PolicyWords } from './keys.ts';
import { fixed } from './values.ts';

/** What somebody may do: read or list, change, or everything there is. */
export type Access = 'read' | 'write' | 'full';

/** What a grant or a statement gives to anyone; with a `doubt` where that cannot be told for sure. */
export interface Verdict {
  readonly access: readonly Access[];
  readonly doubt?: string;
}

const NOBODY: Verdict = { access: [] };

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** Elements by their names in lower case. */
const lowerCase = (statement: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(statement).map(([name, value]) => [name.toLowerCase(), value]));

const worst = (reaches: readonly Reach[]): Reach =>
  reaches.find((reach) => reach === 'anyone') ?? reaches.find((reach) => reach !== 'narrow') ?? 'narrow';

const fixedName = (value: string): Reach => {
  const judged = fixed(value);
  if (judged === 'variable') return { doubt: 'the policy variable in Principal' };
  return judged === 'open' ? 'anyone' : 'narrow';
};

/** An identity provider that belongs to an account; everybody can sign in at `graph.facebook.com`. */
const PROVIDER = /^arn:[^:]+:iam::\d{12}:(saml|oidc)-provider\//;

const federated = (value: string): Reach => (PROVIDER.test(value) ? fixedName(value) : 'anyone');

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const PRINCIPALS: Readonly<Record<string, (value: string) => Reach>> = {
  '*': () => 'anyone',
  aws: fixedName,
  canonicaluser: fixedName,
  service: fixedName,
  federated,
};

const reachOfNames = (type: string, names: unknown): Reach => {
  const judge = Object.hasOwn(PRINCIPALS, type) ? PRINCIPALS[type] : undefined;
  if (!judge) return { doubt: `the principal type ${type.slice(0, 64)}` };
  return worst(
    listOf(names).map((name) =>
      typeof name === 'object' ? { doubt: 'the principal' } : judge(String(name)),
    ),
  );
};

const reachOfPrincipal = ({ principal, notprincipal }: Readonly<Record<string, unknown>>): Reach => {
  if (notprincipal !== undefined) return { doubt: 'NotPrincipal' };
  if (typeof principal === 'string') return reachOfNames('aws', principal);
  if (!isRecord(principal)) return { doubt: 'the principal' };
  return worst(Object.entries(principal).map(([type, names]) => reachOfNames(type.toLowerCase(), names)));
};

/** A pattern up to its first `*`, and what follows; undefined where there is none. */
const split = (pattern: string): readonly [string, string | undefined] => {
  const star = pattern.indexOf('*');
  return star < 0 ? [pattern, undefined] : [pattern.slice(0, star), pattern.slice(star)];
};

/** Is there a name that starts so and meets the pattern? What follows a `*` can always be met. */
const reaches = (pattern: string, start: string): boolean => {
  const [head, tail] = split(pattern);
  if (tail === undefined && head.length < start.length) return false;
  return [...head.slice(0, start.length)].every((letter, i) => letter === '?' || letter === start[i]);
};

/** Does every action of a service meet the pattern? `*`, `s3:*`, and whatever else says the same. */
const isEverything = (pattern: string, prefix: string): boolean => {
  const [head, tail] = split(pattern);
  return (
    tail !== undefined &&
    /^[*?]*$/.test(tail) &&
    [...head].every((letter, i) => letter === '?' || letter === prefix[i])
  );
};

/** An action that is neither known to read nor to write is taken for one that writes: S3 too counts it as public. */
const accessOf = (
  action: string,
  { prefix, reads: reading, writes: writing }: PolicyWords,
): readonly Access[] => {
  const pattern = action.toLowerCase();
  const reads = reading.some((start) => reaches(pattern, start));
  const writes = writing.some((start) => reaches(pattern, start));
  return [
    ...(reads ? ['read' as const] : []),
    ...(writes || !reads ? ['write' as const] : []),
    ...(isEverything(pattern, prefix) ? ['full' as const] : []),
  ];
};

const verdictOfActions = (
  { action, notaction }: Readonly<Record<string, unknown>>,
  words: PolicyWords,
): Verdict => {
  if (notaction !== undefined) return { access: ['read', 'write'], doubt: 'NotAction' };
  const actions = listOf(action);
  if (action === undefined || actions.some((name) => typeof name !== 'string'))
    return { access: ['read', 'write'], doubt: 'the action' };
  return { access: [...new Set(actions.flatMap((name) => accessOf(String(name), words)))] };
};

/**
 * What one statement of a resource policy gives to anyone, as S3 defines it: a grant is public unless it is made to fixed
 * principals or limited by fixed values. Denials elsewhere in the policy do not count.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export const judgeStatement = (statement: unknown, words: PolicyWords): Verdict => {
  if (!isRecord(statement)) return { access: ['read', 'write'], doubt: 'the statement' };
  const elements = lowerCase(statement);
  if (own(elements, 'effect') === 'Deny') return NOBODY;
  const who = [reachOfPrincipal(elements), reachOfCondition(own(elements, 'condition'), words)];
  if (who.includes('narrow')) return NOBODY;
  const { access, doubt } = verdictOfActions(elements, words);
  const doubts = [
    ...who.flatMap((reach) => (typeof reach === 'object' ? [reach.doubt] : [])),
    ...(doubt === undefined ? [] : [doubt]),
    ...(own(elements, 'effect') === 'Allow' ? [] : ['the effect']),
  ];
  return doubts.length > 0 ? { access, doubt: doubts.join(', ') } : { access };
};
