import type { Policy } from '../base/policy.ts';
import { callOf } from '../base/trigger.ts';
import { type Decision, onlyReported } from '../judge/decide.ts';
import { factsOf, judge } from '../judge/facts.ts';
import { plan } from '../judge/split.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { applyExceptions, askExceptions } from './apply-exceptions.ts';
import type { Assessment, Assessor, Reading, Task } from './remediator.ts';

const GONE = { model: undefined, facts: undefined, parts: [], decisions: [], unseen: [] };

/** Reads the resource and judges it by the policy. Throws what the reader throws. */
export const look = async <Model, Part>(
  assessor: Assessor<Model, Part>,
  { id, trigger }: Task<Part>,
): Promise<Reading<Model, Part>> => {
  const { shows } = trigger;
  const { kind, reader, place, clock } = assessor;
  const readAt = clock.now();
  const model = await reader.read(id, shows);
  // A resource that was made a moment ago may read as absent: what the event shows of it is waited for.
  if (model === undefined) return { ...GONE, readAt, unseen: callOf(trigger)?.deletes ? [] : shows };
  return {
    readAt,
    model,
    ...(await judge(assessor, model, factsOf(kind, place, id, clock.now()))),
    parts: kind.parts(model),
    unseen: shows.filter((part) => !kind.sees(model, part)),
  };
};

/** The decisions as far as this resource may be changed now. */
const permitted = async <Model, Part>(
  { holdsBack }: Assessor<Model, Part>,
  id: string,
  decisions: readonly Decision<Part>[],
): Promise<readonly Decision<Part>[]> => {
  const why = decisions.some(({ remediate }) => remediate.length > 0) ? await holdsBack?.(id) : undefined;
  return why === undefined ? decisions : decisions.map((decision) => onlyReported(decision, why));
};

/** A resource that reads as one without parts may be gone, which matters where there are findings to put away. */
const isGone = async <Model, Part>(
  { reader }: Assessor<Model, Part>,
  { model, parts }: Reading<Model, Part>,
  latest: LedgerRecord | undefined,
): Promise<boolean> => {
  if (model === undefined || parts.length > 0 || !reader.exists) return false;
  if (latest === undefined || latest.gone) return latest?.gone ?? false;
  return !(await reader.exists(latest.id));
};

/** What is to be done about a resource, by whose rules, and which exceptions were ignored on the way. */
export interface Assessed<Model, Part> {
  /** The policy with the exceptions in force beside its exclusions. */
  readonly policy: Policy;
  readonly assessment: Assessment<Model, Part>;
  readonly remarks: readonly string[];
}

/**
 * Asks the ledger and the exceptions, both at once, and lets them speak about what was read: the one sequence by which a
 * function, a sweep and the command line come to their decisions. Throws transient errors.
 */
export const assess = async <Model, Part>(
  assessor: Assessor<Model, Part>,
  task: Task<Part>,
  read: Reading<Model, Part>,
): Promise<Assessed<Model, Part>> => {
  const { kind, ledger, place } = assessor;
  const [latest, items] = await Promise.all([
    ledger.latest(kind.arn(task.id, place)),
    askExceptions(assessor, task, read),
  ]);
  const reading = (await isGone(assessor, read, latest)) ? { ...GONE, readAt: read.readAt } : read;
  const { policy, goneAt, remarks, ...applied } = applyExceptions(assessor, task, reading, latest, items);
  const decisions = await permitted(assessor, task.id, applied.decisions);
  const planned =
    reading.model === undefined
      ? { remove: [], rest: [] }
      : plan({ ...assessor, policy }, reading.model, decisions);
  return { policy, remarks, assessment: { ...reading, decisions, ...planned, latest, goneAt } };
};
