import { modeOf } from '../base/policy.ts';
import { asffTypeOf, type ResourceType } from '../base/resource-type.ts';
import { callOf, type Trigger } from '../base/trigger.ts';
import { recur } from '../ledger/flapping.ts';
import { nextEntry } from '../ledger/next-entry.ts';
import { type NextStates, type Revision, recover } from '../ledger/next-states.ts';
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

/** A gone resource breaks no template; else only those that are on were judged. */
const judgedBy = <Model, Part>(
  { templates, policy }: Remediator<Model, Part>,
  model: Model | undefined,
): Revision['judged'] => {
  const on = new Set(templates.map(({ id }) => id).filter((id) => modeOf(policy, id) !== 'off'));
  return (template) => model === undefined || on.has(template);
};

export const revision = <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  { model, latest }: Pick<Assessment<Model, Part>, 'model' | 'latest'>,
): Revision => ({
  n: (latest?.n ?? 0) + 1,
  openedAt: callOf(task.trigger)?.time,
  judged: judgedBy(remediator, model),
  recur: (before) =>
    recur(before, callOf(task.trigger)?.actor, remediator.clock.now(), remediator.policy.flapping.perHour),
});

const byKey = <Part>(
  { key }: Pick<ResourceType<never, Part>, 'key'>,
  ...lists: readonly (readonly Part[])[]
) => [...new Map(lists.flat().map((part) => [key(part), part])).values()];

/** What a new entry starts from: nothing, or the record of a dead copy: who opened it, what was there and removed. */
export interface TakeOver<Part> {
  readonly base: Partial<LedgerRecord>;
  readonly before: readonly Part[];
  readonly removed: readonly Part[];
  readonly added: readonly Part[];
  /** Keys of the parts that the dead copy meant to remove. */
  readonly meant: ReadonlySet<string>;
  readonly revision: Revision;
  readonly prior: NextStates['findings'];
  conclude(settled: NextStates): NextStates;
}

export const takeOver = <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  view: Assessment<Model, Part>,
): TakeOver<Part> => {
  const { kind } = remediator;
  const { model, parts, latest } = view;
  const fresh = revision(remediator, task, view);
  if (latest?.state !== 'STARTED')
    return {
      base: {},
      before: parts,
      removed: [],
      added: [],
      meant: new Set(),
      revision: fresh,
      prior: latest?.findings ?? {},
      conclude: (settled) => settled,
    };
  const { n, eventId, eventName, actor, openedAt, findings, changed } = latest;
  const present = new Set(parts.map(kind.key));
  const intended = latest.removed as readonly Part[];
  const removed = intended.filter((part) => !present.has(kind.key(part)));
  const gone = new Set(removed.map(kind.key));
  return {
    base: {
      ...(eventId && { eventId }),
      ...(eventName && { eventName }),
      ...(actor && { actor }),
      ...(openedAt && { openedAt }),
    },
    before: byKey(kind, latest.before as readonly Part[], parts),
    removed,
    added: ((latest.added ?? []) as readonly Part[]).filter(
      (part) => model !== undefined && kind.sees(model, part),
    ),
    meant: new Set(intended.map(kind.key)),
    revision: { ...fresh, n, openedAt },
    prior: Object.fromEntries(Object.entries(findings).filter(([template]) => !changed.includes(template))),
    conclude: (settled) => recover({ findings, changed }, settled, gone),
  };
};
