import { isRecord } from '../base/json.ts';
import { type Reach, widest } from './condition.ts';
import { fixed } from './values.ts';

/** The elements of a statement by their names in lower case. */
export type Elements = Readonly<Record<string, unknown>>;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const fixedName = (value: string): Reach => {
  const judged = fixed(value);
  if (judged === 'variable') return { doubt: 'the policy variable in Principal' };
  if (judged === 'pinned') return { doubt: 'the wildcard in Principal', pinned: true };
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

const reachOfName = (type: string, name: unknown): Reach => {
  const judge = Object.hasOwn(PRINCIPALS, type) ? PRINCIPALS[type] : undefined;
  if (!judge) return { doubt: `the principal type ${type.slice(0, 64)}` };
  return typeof name === 'object' ? { doubt: 'the principal' } : judge(String(name));
};

const reachOfNames = (principal: unknown): Reach => {
  if (typeof principal === 'string') return reachOfName('aws', principal);
  if (!isRecord(principal)) return { doubt: 'the principal' };
  return widest(
    Object.entries(principal).flatMap(([type, names]) =>
      listOf(names).map((name) => reachOfName(type.toLowerCase(), name)),
    ),
  );
};

/** Whom a grant is made to. */
export const reachOfPrincipal = ({ principal, notprincipal }: Elements): Reach =>
  notprincipal === undefined ? reachOfNames(principal) : { doubt: 'NotPrincipal' };

/** `*` itself, whatever stands beside it. */
const namesEverybody = (principal: unknown): boolean =>
  principal === '*' ||
  (isRecord(principal) &&
    Object.entries(principal).some(
      ([type, names]) => /^(aws|\*)$/i.test(type) && listOf(names).includes('*'),
    ));

/** Whom a denial does not even name: nobody where it is for `*`, just those in NotPrincipal, else everybody else. */
export const unnamedBy = ({ principal, notprincipal }: Elements): Reach => {
  if (notprincipal === undefined) return namesEverybody(principal) ? 'narrow' : 'anyone';
  const reach = reachOfNames(notprincipal);
  return typeof reach === 'object' && reach.pinned ? 'narrow' : reach;
};

/** The principals that are kept, in their order; undefined where none is. What is empty already stays. */
const withNames = (
  principal: Readonly<Record<string, unknown>>,
  isKept: (type: string, name: unknown) => boolean,
): Readonly<Record<string, unknown>> | undefined => {
  const members = Object.entries(principal).flatMap(([type, names]): [string, unknown][] => {
    const kept = listOf(names).filter((name) => isKept(type.toLowerCase(), name));
    if (kept.length === listOf(names).length) return [[type, names]];
    return kept.length > 0 ? [[type, kept]] : [];
  });
  return members.length > 0 ? Object.fromEntries(members) : undefined;
};

/** A statement with some of its principals; undefined where none is left, or where they stand in no list. */
const withPrincipals = (
  statement: unknown,
  isKept: (type: string, name: unknown) => boolean,
): Readonly<Record<string, unknown>> | undefined => {
  if (!isRecord(statement)) return undefined;
  const [name, principal] =
    Object.entries(statement).find(([key]) => key.toLowerCase() === 'principal') ?? [];
  if (name === undefined || !isRecord(principal)) return undefined;
  const kept = withNames(principal, isKept);
  return kept && { ...statement, [name]: kept };
};

/** A statement for those whom it names beside everybody; undefined where it names nobody else. */
export const withoutEverybody = (statement: unknown): Readonly<Record<string, unknown>> | undefined =>
  withPrincipals(statement, (type, name) => reachOfName(type, name) !== 'anyone');

/**
 * What stands for a user or a role that was deleted. AWS never uses these ids again, shows them in place of the ARN, and
 * takes no policy that names one:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
const DEAD = /^A(IDA|ROA)[A-Z0-9]{8,}$/;

const isDead = (type: string, name: unknown): boolean => type === 'aws' && DEAD.test(String(name));

/** The ids of deleted users and roles that a statement names. */
export const deadIn = (statement: unknown): readonly string[] => {
  const found: string[] = [];
  withPrincipals(statement, (type, name) => {
    if (isDead(type, name)) found.push(String(name));
    return true;
  });
  return found;
};

/** A statement without deleted users and roles; undefined where it names nobody else. */
export const withoutDead = (statement: unknown): unknown =>
  deadIn(statement).length === 0 ? statement : withPrincipals(statement, (type, name) => !isDead(type, name));
