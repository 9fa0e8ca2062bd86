import { classify, message } from '../base/errors.ts';
import { own } from '../base/json.ts';
import type { Policy } from '../base/policy.ts';
import { callOf } from '../base/trigger.ts';
import { isApproval } from '../exclusions/approvals.ts';
import {
  type Bounds,
  type Exception,
  exclusionOf,
  isStop,
  type Judged,
  judgeException,
  judgeStop,
  type Stop,
} from '../exclusions/exceptions.ts';
import { type Decision, decide, onlyReported } from '../judge/decide.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import type { Assessor, Reading, Task } from './remediator.ts';

/** The items of the table of exceptions, unchecked, or why they cannot be read. */
export type Asked = { readonly items: readonly unknown[] } | { readonly unreadable: string };

/** What the exceptions make of what was seen. */
export interface Applied<Part> {
  /** The exceptions beside the policy's exclusions. */
  readonly policy: Policy;
  readonly decisions: readonly Decision<Part>[];
  /** When the resource was last deleted, as far as that ends an exception; ISO 8601. */
  readonly goneAt: string | undefined;
  /** What was ignored, and why. */
  readonly remarks: readonly string[];
}

const MOST_REMARKS = 5;
/** CloudTrail's times are whole seconds. */
const SECOND_MS = 999;

/** Epoch milliseconds of when the resource was deleted, by the event or by what was read. */
const deletedAt = <Model, Part>(
  { clock }: Assessor<Model, Part>,
  { trigger }: Task<Part>,
  { model }: Reading<Model, Part>,
): number | undefined => {
  if (model === undefined) return clock.now();
  const call = callOf(trigger);
  return call?.deletes ? Date.parse(call.time) + SECOND_MS : undefined;
};

/** Reads the exceptions where they matter: something violates, or the resource they are about is gone. */
export const askExceptions = async <Model, Part>(
  assessor: Assessor<Model, Part>,
  task: Task<Part>,
  seen: Reading<Model, Part>,
): Promise<Asked> => {
  const { exceptions, kind, place } = assessor;
  if (seen.decisions.length === 0 && deletedAt(assessor, task, seen) === undefined) return { items: [] };
  try {
    return { items: await exceptions.of(kind.arn(task.id, place)) };
  } catch (error) {
    if (classify(error) !== 'permanent') throw error;
    return { unreadable: message(error) };
  }
};

/** Nothing is fixed that somebody may have been allowed. */
const unchecked = <Part>(decision: Decision<Part>, cause: string): Decision<Part> => {
  if (decision.remediate.length === 0) return decision;
  const words =
    'Nothing was changed: the exceptions cannot be read, so it cannot be told whether one allows this. Allow ' +
    `dynamodb:Query on their table to this function's role. ${cause}`;
  return {
    ...decision,
    remediate: [],
    unchecked: [...decision.unchecked, ...decision.remediate],
    error: decision.error ? `${decision.error} ${words}` : words,
  };
};

/** An exception that was granted before the resource was deleted is about another one of the same name. */
const outlives = ({ grantedAt }: Exception, gone: number): boolean => Date.parse(grantedAt) > gone;

const idOf = (item: unknown): string => {
  const id = own(item, 'id');
  return typeof id === 'string' ? id.slice(0, 64) : 'without an id';
};

interface Sorted {
  readonly exceptions: readonly Exception[];
  readonly stop: Stop | undefined;
  readonly remarks: readonly string[];
}

const holding = <Item>(results: readonly Judged<Item>[]): readonly Item[] =>
  results.flatMap((result) => ('holds' in result ? [result.holds] : []));

const sorted = (items: readonly unknown[], bounds: Bounds): Sorted => {
  const others = items.filter((item) => !isStop(item) && !isApproval(item));
  const exceptions = others.map((item) => judgeException(item, bounds));
  const stops = items.filter(isStop).map((item) => judgeStop(item, bounds));
  const ignored = (result: Judged<unknown>, what: string) =>
    'why' in result ? [`${what} was ignored: ${result.why}.`] : [];
  return {
    exceptions: holding(exceptions),
    stop: holding(stops)[0],
    remarks: [
      ...stops.flatMap((result) => ignored(result, 'The emergency stop')),
      ...exceptions.flatMap((result, i) => ignored(result, `Exception ${idOf(others[i])}`)),
    ].slice(0, MOST_REMARKS),
  };
};

const stopped = ({ until, reason, grantedBy }: Stop): string =>
  `Nothing was changed: the emergency stop is in force until ${until}, by ${grantedBy}: ${reason}`;

/** What there is to go by now, and when the resource was deleted if that has ended something. */
const alive = (
  exceptions: readonly Exception[],
  before: string | undefined,
  gone: number | undefined,
): { readonly valid: readonly Exception[]; readonly goneAt: string | undefined } => {
  const earlier = exceptions.filter((one) => outlives(one, Date.parse(before ?? '') || 0));
  const valid = earlier.filter((one) => outlives(one, gone ?? 0));
  const ended = gone !== undefined && valid.length < earlier.length;
  return { valid, goneAt: ended ? new Date(gone).toISOString() : before };
};

const withExceptions = (policy: Policy, valid: readonly Exception[]): Policy =>
  valid.length === 0 ? policy : { ...policy, exclusions: [...policy.exclusions, ...valid.map(exclusionOf)] };

/**
 * Lets the exceptions speak: those that hold like exclusions of the policy, the emergency stop like mode notify. What is
 * no valid exception allows nothing; a remark says so on the finding.
 */
export const applyExceptions = <Model, Part>(
  assessor: Assessor<Model, Part>,
  task: Task<Part>,
  seen: Reading<Model, Part>,
  latest: LedgerRecord | undefined,
  asked: Asked,
): Applied<Part> => {
  const { policy, templates, clock, kind, place } = assessor;
  if ('unreadable' in asked) {
    const decisions = seen.decisions.map((decision) => unchecked(decision, asked.unreadable));
    return { policy, decisions, goneAt: latest?.goneAt, remarks: [asked.unreadable] };
  }
  const { exceptions, stop, remarks } = sorted(asked.items, {
    resource: kind.arn(task.id, place),
    templates: new Set(templates.map(({ id }) => id)),
    maxDays: policy.exceptions.maxDays,
    now: clock.now(),
  });
  const { valid, goneAt } = alive(exceptions, latest?.goneAt, deletedAt(assessor, task, seen));
  const current = withExceptions(policy, valid);
  const { model, facts } = seen;
  const judgedAnew = valid.length > 0 && model !== undefined && facts !== undefined;
  const remark = remarks.join(' ');
  const decisions = (
    judgedAnew ? decide({ ...assessor, policy: current }, model, facts).decisions : seen.decisions
  )
    .map((decision) => (stop ? onlyReported(decision, stopped(stop)) : decision))
    .map((decision) => (remark ? { ...decision, remark } : decision));
  return { policy: current, decisions, goneAt, remarks };
};
