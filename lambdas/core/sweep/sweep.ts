import type { Policy } from '../base/policy.ts';
import type { Status } from '../ledger/record.ts';
import type { Outcome } from '../remediate/remediator.ts';

/**
 * What one invocation of a fixer does for a sweep: look after a page of open findings, then judge a page of everything
 * else.
 */
export interface Step {
  readonly kind: string;
  readonly phase: 'open' | 'list';
  /** Only report, whatever the modes say. */
  readonly notifyOnly: boolean;
  /** Which page; the first where it is absent. */
  readonly page?: string;
  /** The last resource of the page that is done; the page was begun where it is there. */
  readonly after?: string;
}

/** Figures of a sweep; each resource is in one of `closed`, `failed`, `notified` and `excluded` at most. */
export interface Tally {
  readonly seen: number;
  readonly violating: number;
  readonly closed: number;
  readonly failed: number;
  readonly notified: number;
  readonly excluded: number;
  /** Open findings whose violation or resource is gone. */
  readonly resolved: number;
  /** Resources that were to be fixed, had the limit not been reached. */
  readonly held: number;
  /** Resources that were changed: what the limit is about. */
  readonly fixes: number;
  readonly pages: number;
}

export const NO_TALLY: Tally = {
  seen: 0,
  violating: 0,
  closed: 0,
  failed: 0,
  notified: 0,
  excluded: 0,
  resolved: 0,
  held: 0,
  fixes: 0,
  pages: 0,
};

/** A step that failed for good, and with it what was left of its resource type. */
export interface Failure {
  readonly kind: string;
  readonly error: string;
}

/**
 * A sweep between two invocations: all that there is to know about it, handed from function to function by the state
 * machine. Whoever gets it does the first step of the queue and answers with what is left.
 */
export interface Sweep {
  readonly queue: readonly Step[];
  readonly kinds: readonly string[];
  readonly startedAt: string;
  /** The most fixes, where the caller says; else the policy does. */
  readonly max?: number;
  readonly tally: Tally;
  readonly failures: readonly Failure[];
}

/** How many resources a sweep may change. */
export const limitOf = (
  { max }: Pick<Sweep, 'max'>,
  { maxFixes }: Pick<Policy['sweep'], 'maxFixes'>,
): number => max ?? maxFixes;

export const add = (one: Tally, other: Partial<Tally>): Tally => {
  const sum: { -readonly [Key in keyof Tally]: number } = { ...one };
  for (const key of Object.keys(NO_TALLY) as (keyof Tally)[]) sum[key] += other[key] ?? 0;
  return sum;
};

const WORST_FIRST = [
  ['FAILED', 'failed'],
  ['REMEDIATED', 'closed'],
  ['NOTIFIED', 'notified'],
  ['EXCLUDED', 'excluded'],
] as const satisfies readonly (readonly [Status, keyof Tally])[];

/** What the remediation of one resource adds to the figures. */
export const tallyOf = ({ statuses, left, error }: Outcome): Partial<Tally> => {
  const all: ReadonlySet<string> = new Set([...Object.values(statuses), ...Object.values(left)]);
  if (error !== undefined) return { violating: 1, failed: 1 };
  const found = WORST_FIRST.find(([status]) => all.has(status));
  if (found) return { violating: 1, [found[1]]: 1 };
  return all.has('RESOLVED') ? { resolved: 1 } : {};
};
