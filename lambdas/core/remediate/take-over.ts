import type { ResourceType } from '../base/resource-type.ts';
import type { Decision } from '../judge/decide.ts';
import type { NextStates, Revision } from '../ledger/next-states.ts';
import type { FindingState, LedgerRecord } from '../ledger/record.ts';
import { revision } from './entry.ts';
import type { Assessment, Remediator, Task } from './remediator.ts';

/** What is begun already, by a copy that died: its removals are decided upon and told again, together with today's. */
export interface Begun<Part> {
  /** Who opened it, as the dead copy knew. */
  readonly base: Partial<LedgerRecord>;
  readonly before: readonly Part[];
  /** Keys of what it meant to remove. */
  readonly meant: ReadonlySet<string>;
  /** What of that is gone, and what it has put in place of it. */
  readonly gone: readonly Part[];
  readonly added: readonly Part[];
  readonly prior: NextStates['findings'];
  readonly decisions: readonly Decision<Part>[];
  readonly revision: Revision;
}

const byKey = <Part>(
  { key }: Pick<ResourceType<never, Part>, 'key'>,
  ...lists: readonly (readonly Part[])[]
) => [...new Map(lists.flat().map((part) => [key(part), part])).values()];

/** A state that was written down and never told: whatever becomes of it is news. */
const untold = ({ status, recent, ...state }: FindingState): FindingState => ({
  ...state,
  status: 'NOTIFIED',
  keys: [],
  // This very closing is counted again once it is told.
  ...(recent && {
    recent: { ...recent, times: status === 'REMEDIATED' ? recent.times.slice(0, -1) : recent.times },
  }),
});

const NOTHING = { remediate: [], notify: [], exclude: [], unchecked: [] };

/** What the dead copy had decided about parts that are gone now, by its own keys. */
const decisionsOf = <Part>(
  { key }: Pick<ResourceType<never, Part>, 'key'>,
  { changed, findings }: LedgerRecord,
  gone: readonly Part[],
): readonly Decision<Part>[] =>
  changed.flatMap((template): Decision<Part>[] => {
    const { status, keys = [] } = findings[template] ?? {};
    const its = gone.filter((part) => keys.includes(key(part)));
    if (its.length === 0) return [];
    return [{ ...NOTHING, template, [status === 'REMEDIATED' ? 'remediate' : 'notify']: its }];
  });

/** Its decisions and today's as one. */
const together = <Part>(
  kind: Pick<ResourceType<never, Part>, 'key'>,
  theirs: readonly Decision<Part>[],
  todays: readonly Decision<Part>[],
): readonly Decision<Part>[] => {
  const all = new Map([...theirs, ...todays].map((decision) => [decision.template, decision]));
  for (const { template, remediate, notify } of theirs) {
    const today = todays.find((decision) => decision.template === template);
    if (!today) continue;
    all.set(template, {
      ...today,
      remediate: byKey(kind, remediate, today.remediate),
      notify: byKey(kind, notify, today.notify),
    });
  }
  return [...all.values()];
};

/** What a new entry starts from: the resource as it is, or the record of a copy that died. */
export const takeOver = <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  assessment: Assessment<Model, Part>,
): Begun<Part> => {
  const { kind } = remediator;
  const { model, parts, latest, decisions } = assessment;
  const fresh = revision(remediator, task, assessment);
  if (latest?.state !== 'STARTED') {
    const prior = latest?.findings ?? {};
    return {
      base: {},
      before: parts,
      meant: new Set(),
      gone: [],
      added: [],
      prior,
      decisions,
      revision: fresh,
    };
  }
  const { n, eventId, eventName, actor, openedAt, findings, changed } = latest;
  const intended = latest.removed as readonly Part[];
  const present = new Set(parts.map(kind.key));
  const gone = intended.filter((part) => !present.has(kind.key(part)));
  return {
    base: {
      ...(eventId && { eventId }),
      ...(eventName && { eventName }),
      ...(actor && { actor }),
      ...(openedAt && { openedAt }),
    },
    before: byKey(kind, latest.before as readonly Part[], parts),
    meant: new Set(intended.map(kind.key)),
    gone,
    added: ((latest.added ?? []) as readonly Part[]).filter(
      (part) => model !== undefined && kind.sees(model, part),
    ),
    prior: Object.fromEntries(
      Object.entries(findings).map(([template, state]) => [
        template,
        changed.includes(template) ? untold(state) : state,
      ]),
    ),
    decisions: together(kind, decisionsOf(kind, latest, gone), decisions),
    revision: { ...fresh, n, openedAt },
  };
};
