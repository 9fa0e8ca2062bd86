import { Aws } from 'aws-cdk-lib';
import { namesTags, type Policy, showsTags, splitsRanges } from '../lambdas/core/base/policy.ts';
import type { Call, ResourceType } from '../lambdas/core/base/resource-type.ts';

/** A kind as far as it is data: what deploying and documenting it takes. */
export type Declaration = Pick<
  ResourceType<never, unknown>,
  'name' | 'noun' | 'sources' | 'eventSources' | 'calls' | 'read' | 'fix' | 'forTags' | 'forSplit'
>;

type Pattern = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Pattern =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Both patterns at once. Throws when they speak of the same field, which no event pattern can express. */
const both = (one: Pattern, other: Pattern): Pattern => {
  const merged: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = merged[key];
    if (before !== undefined && !(isObject(before) && isObject(value)))
      throw new Error(`Two conditions on the field ${key} of one event: put them into one pattern.`);
    merged[key] = isObject(before) && isObject(value) ? both(before, value) : value;
  }
  return merged;
};

/** Users, root and services have no session issuer at all, hence `exists` beside `anything-but`. */
const notBy = (roleArn: string): Pattern => ({
  userIdentity: {
    sessionContext: { sessionIssuer: { arn: [{ 'anything-but': roleArn }, { exists: false }] } },
  },
});

const conditionOf = ({ wakes, only = {} }: Call, roleArn: string): Pattern =>
  wakes === 'closes' ? both(only, notBy(roleArn)) : only;

/** One branch for all calls that have to meet the same condition. */
const branches = (calls: Declaration['calls'], roleArn: string): Pattern[] => {
  const found = new Map<string, { readonly condition: Pattern; readonly eventName: string[] }>();
  for (const [name, call] of Object.entries(calls)) {
    if (call.sweep) continue;
    const condition = conditionOf(call, roleArn);
    const key = JSON.stringify(condition);
    const branch = found.get(key) ?? { condition, eventName: [] };
    branch.eventName.push(name);
    found.set(key, branch);
  }
  return [...found.values()].map(({ condition, eventName }) => ({
    eventName: eventName.sort(),
    ...condition,
  }));
};

/**
 * The EventBridge pattern that wakes a kind's fixer: successful calls that can open or close a violation, without the
 * closing calls of the fixer's own role. `$or` needs two branches at least.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export const eventPattern = (
  { sources, eventSources, calls }: Pick<Declaration, 'sources' | 'eventSources' | 'calls'>,
  roleArn: string,
) => {
  const [first, ...others] = branches(calls, roleArn);
  return {
    account: [Aws.ACCOUNT_ID],
    source: [...sources],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventSource: [...eventSources],
      errorCode: [{ exists: false }],
      ...(others.length === 0 ? first : { $or: [first, ...others] }),
    },
  };
};

/** The EventBridge pattern of the calls that touch too many resources for a fixer; undefined where there are none. */
export const sweepPattern = ({ sources, eventSources, calls }: Declaration) => {
  const eventName = Object.keys(calls).filter((name) => calls[name]?.sweep);
  if (eventName.length === 0) return undefined;
  return {
    account: [Aws.ACCOUNT_ID],
    source: [...sources],
    detailType: ['AWS API Call via CloudTrail'],
    detail: { eventSource: [...eventSources], errorCode: [{ exists: false }], eventName },
  };
};

/** The declaration with what this policy needs on top: nothing of it is granted or listened to otherwise. */
export const inForce = (kind: Declaration, policy: Policy): Declaration => {
  const calls = (namesTags(policy) ? kind.forTags?.calls : undefined) ?? {};
  const read = (namesTags(policy) || showsTags(policy) ? kind.forTags?.read : undefined) ?? [];
  return {
    ...kind,
    calls: { ...kind.calls, ...calls },
    read: [...kind.read, ...read],
    fix: [...kind.fix, ...((splitsRanges(policy) ? kind.forSplit : undefined) ?? [])],
  };
};
