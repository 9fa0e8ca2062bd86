import { classify } from '../base/errors.ts';
import { callOf } from '../base/trigger.ts';
import { type Approval, approvalsIn } from '../exclusions/approvals.ts';
import type { Decision } from '../judge/decide.ts';
import { isOpen } from '../ledger/record.ts';
import type { Assessment, Remediator, Task } from './remediator.ts';

/** What people have closed on the word of a report, as if it had been decided and done here. */
export interface Approved<Part> {
  readonly decisions: readonly Decision<Part>[];
  readonly removed: readonly Part[];
}

const NOTHING: Approved<never> = { decisions: [], removed: [] };

const itemsOf = async <Model, Part>(
  { exceptions, kind, place }: Remediator<Model, Part>,
  { id }: Task<Part>,
): Promise<readonly unknown[]> => {
  try {
    return await exceptions.of(kind.arn(id, place));
  } catch (error) {
    // Without an approval it is told as closed by somebody, which is true as well.
    if (classify(error) === 'permanent') return [];
    throw error;
  }
};

/** Templates whose finding was reported and is violated no longer. */
const closedNow = <Model, Part>({ latest, decisions, model }: Assessment<Model, Part>): readonly string[] => {
  const violated = new Set(decisions.map(({ template }) => template));
  return model === undefined
    ? []
    : Object.entries(latest?.findings ?? {}).flatMap(([template, { status }]) =>
        isOpen(status) && status !== 'EXCLUDED' && !violated.has(template) ? [template] : [],
      );
};

/**
 * The parts that were there when the finding was told, are approved, and are gone: the ledger's last record is the
 * before-image. Exceptions are read for it only where a reported finding has just been closed.
 */
export const approvedParts = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  view: Assessment<Model, Part>,
): Promise<Approved<Part>> => {
  const { kind, place, clock } = remediator;
  const closed = closedNow(view);
  if (closed.length === 0) return NOTHING;
  const resource = kind.arn(task.id, place);
  const approvals = approvalsIn(await itemsOf(remediator, task), { resource, now: clock.now() });
  const there = new Set(view.parts.map(kind.key));
  const known = ((view.latest?.before ?? []) as readonly Part[]).filter((part) => !there.has(kind.key(part)));
  const decisionOf = ({ approves: template, keys, grantedBy }: Approval): Decision<Part>[] => {
    const told = view.latest?.findings[template]?.keys ?? [];
    const remediate = known.filter((part) => keys.includes(kind.key(part)) && told.includes(kind.key(part)));
    const call = callOf(task.trigger);
    const isTheirs = call === undefined || call.actor.arn === grantedBy;
    if (remediate.length === 0 || !isTheirs) return [];
    const remark = `Approved by ${grantedBy} and closed by that person's own call.`;
    return [{ template, remediate, notify: [], exclude: [], unchecked: [], remark }];
  };
  const decisions = approvals.filter(({ approves }) => closed.includes(approves)).flatMap(decisionOf);
  const removed = new Map(
    decisions.flatMap(({ remediate }) => remediate.map((part) => [kind.key(part), part])),
  );
  return { decisions, removed: [...removed.values()] };
};
