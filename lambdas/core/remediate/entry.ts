import { asffTypeOf } from '../base/resource-type.ts';
import { callOf, type Trigger } from '../base/trigger.ts';
import { modeFor } from '../exclusions/overrides.ts';
import { recur } from '../ledger/flapping.ts';
import { nextEntry } from '../ledger/next-entry.ts';
import type { NextStates, Revision } from '../ledger/next-states.ts';
import { isOpen, type LedgerRecord } from '../ledger/record.ts';
import type { Assessment, Assessor, Outcome, Remediator, Task } from './remediator.ts';

/** A copy that has not closed its record by then is taken for dead: a fix takes well under a second. */
const LEASE_MS = 10_000;

const openedBy = (trigger: Trigger<unknown>) => {
  const call = callOf(trigger);
  return call ? { eventId: call.id, eventName: call.name, actor: call.actor, openedAt: call.time } : {};
};

/** A new entry of a resource's log, about what this task has found. */
export const newEntry = <Model, Part>(
  { kind, place, policy, version, clock }: Assessor<Model, Part>,
  { id, trigger }: Task<Part>,
  { gone, goneAt, latest }: Pick<Assessment<Model, Part>, 'goneAt' | 'latest'> & { readonly gone: boolean },
  rest: Parameters<typeof nextEntry>[3],
): LedgerRecord =>
  nextEntry(
    {
      ...{ resource: kind.arn(id, place), kind: kind.name, type: asffTypeOf(kind, id), id },
      ...(kind.nameOf && { name: kind.nameOf(id) }),
    },
    latest,
    { place, version, now: clock.now(), keepDays: policy.retention.ledgerDays },
    {
      lease: clock.now() + LEASE_MS,
      ...openedBy(trigger),
      ...(gone && { gone: true as const }),
      ...(goneAt && { goneAt }),
      ...rest,
    },
  );

/** What a caller is told of an entry. */
export const outcome = (id: string, { findings, changed }: NextStates, error?: string): Outcome => ({
  id,
  statuses: Object.fromEntries(changed.map((template) => [template, findings[template]?.status ?? ''])),
  left: Object.fromEntries(
    Object.entries(findings).flatMap(([template, { status }]) =>
      isOpen(status) ? [[template, status]] : [],
    ),
  ),
  ...(error && { error }),
});

export const now = ({ clock }: Pick<Remediator<never, never>, 'clock'>): string =>
  new Date(clock.now()).toISOString();

/** A gone resource breaks no template; else only those that are on for this resource were judged. */
const judgedBy = <Model, Part>(
  { templates, policy }: Remediator<Model, Part>,
  { model, facts }: Pick<Assessment<Model, Part>, 'model' | 'facts'>,
): Revision['judged'] => {
  if (model === undefined || !facts) return () => true;
  const on = new Set(templates.map(({ id }) => id).filter((id) => modeFor(policy, id, facts).mode !== 'off'));
  return (template) => on.has(template);
};

export const revision = <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  { model, facts, latest }: Pick<Assessment<Model, Part>, 'model' | 'facts' | 'latest'>,
): Revision => ({
  n: (latest?.n ?? 0) + 1,
  openedAt: callOf(task.trigger)?.time,
  call: callOf(task.trigger),
  by: task.trigger.cause.by,
  shows: task.trigger.shows.length > 0,
  judged: judgedBy(remediator, { model, facts }),
  recur: (before) =>
    recur(before, callOf(task.trigger)?.actor, remediator.clock.now(), remediator.policy.flapping.perHour),
});
