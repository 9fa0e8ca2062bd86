import { message } from '../base/errors.ts';
import type { Fixed } from '../base/ports.ts';
import { callOf } from '../base/trigger.ts';
import { decide } from '../judge/decide.ts';
import { factsOf } from '../judge/facts.ts';
import { type NextStates, nextStates } from '../ledger/next-states.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { approvedParts } from './approved.ts';
import { newEntry, now, outcome, revision } from './entry.ts';
import type { Assessment, Outcome, Remediator, Task } from './remediator.ts';
import { surroundingsOf } from './surroundings.ts';

const NOTHING: Fixed<never> = { gone: [], removed: [], left: [] };

/** One write, or none when nothing is new. Undefined when another copy was faster. */
const record = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  view: Pick<Assessment<Model, Part>, 'model' | 'parts' | 'latest' | 'goneAt'> & { readonly gone: boolean },
  settled: NextStates,
  begun: Partial<LedgerRecord> = {},
): Promise<Outcome | undefined> => {
  const { parts, latest, gone, goneAt } = view;
  // What was told of a resource is put away once it is gone.
  const isNewlyGone = gone && latest !== undefined && !latest.gone;
  if (settled.changed.length === 0 && !isNewlyGone && goneAt === latest?.goneAt)
    return outcome(task.id, settled);
  const entry = newEntry(remediator, task, view, {
    ...(await surroundingsOf(remediator, task.id, view)),
    before: parts,
    removed: [],
    kept: parts.length,
    ...begun,
    ...settled,
    state: 'CLOSED',
    closedAt: now(remediator),
  });
  const { ledger } = remediator;
  const written =
    latest?.state === 'STARTED'
      ? ledger.replace({ ...entry, n: latest.n }, latest.writer ?? '')
      : ledger.append(entry);
  return (await written) ? outcome(task.id, settled) : undefined;
};

/** Records what is left alone, what others closed, and what people have approved and closed. */
export const recordOnly = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  view: Assessment<Model, Part>,
): Promise<Outcome | undefined> => {
  const { decisions, latest, parts } = view;
  const when = revision(remediator, task, view);
  const { decisions: approved, removed } = await approvedParts(remediator, task, view);
  const fixed = { gone: removed, removed, left: [] };
  const begun = removed.length > 0 ? { before: latest?.before ?? parts, removed } : {};
  return record(
    remediator,
    task,
    { ...view, gone: view.model === undefined },
    nextStates(remediator.kind, latest?.findings ?? {}, [...decisions, ...approved], fixed, when),
    begun,
  );
};

/** What undo needs of what a dead copy has begun: it may have removed all of it. */
const keptOf = (latest: LedgerRecord | undefined): Partial<LedgerRecord> => {
  if (latest?.state !== 'STARTED') return {};
  const { before, removed, added, kept, actor, eventId, eventName, openedAt } = latest;
  return {
    ...{ before, removed, kept },
    ...(added && { added }),
    ...(actor && { actor }),
    ...(eventId && { eventId }),
    ...(eventName && { eventName }),
    ...(openedAt && { openedAt }),
  };
};

/** What a dead copy had begun cannot be checked either: each template that it was at needs a person. */
const unfinished = (latest: LedgerRecord | undefined, error: string): NextStates => {
  if (latest?.state !== 'STARTED') return { findings: {}, changed: [] };
  const { changed, findings } = latest;
  const failed = changed.flatMap((template) => {
    const state = findings[template];
    const words = `${error} An earlier attempt may have closed it.`;
    return state ? [[template, { ...state, status: 'FAILED' as const, error: words }] as const] : [];
  });
  return { findings: Object.fromEntries(failed), changed };
};

/**
 * A resource that cannot be read is never changed, and never passed over in silence: each template that the event shows
 * violated gets a FAILED finding; an event that shows none is refused, for a person to look at.
 */
export const recordUnreadable = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  task: Task<Part>,
  cause: unknown,
): Promise<Outcome | undefined> => {
  const { kind, ledger, place, clock } = remediator;
  const arn = kind.arn(task.id, place);
  const error = `${arn} cannot be read, so nothing was changed. ${message(cause)}`;
  const unread = { error: message(cause) };
  const facts = { ...factsOf(kind, place, task.id, clock.now()), name: unread, tags: unread };
  const { decisions } = decide(remediator, kind.assume(task.id, task.trigger.shows), facts);
  const latest = await ledger.latest(arn);
  if (latest?.state === 'STARTED' && clock.now() < latest.lease) return undefined;
  const begun = unfinished(latest, error);
  if (decisions.length === 0 && begun.changed.length === 0) {
    // Once for each event, and for each sweep: the one that begins takes the letters of the last away.
    const cue = callOf(task.trigger)?.id ?? now(remediator).slice(0, 13);
    await ledger.refuse({ kind: kind.name, eventId: `${cue}/${arn}`, reason: error });
    return { id: task.id, statuses: {}, left: {}, error };
  }
  const prior = latest?.findings ?? {};
  const n = latest?.state === 'STARTED' ? latest.n : (latest?.n ?? 0) + 1;
  const call = callOf(task.trigger);
  const when = { n, openedAt: call?.time, call, shows: task.trigger.shows.length > 0, judged: () => false };
  const { findings, changed } = nextStates(kind, prior, decisions, { ...NOTHING, error }, when);
  const settled = {
    findings: { ...findings, ...begun.findings },
    changed: [...new Set([...changed, ...begun.changed])].sort(),
  };
  const view = { model: undefined, parts: task.trigger.shows, latest, gone: false, goneAt: latest?.goneAt };
  const done = await record(remediator, task, view, settled, keptOf(latest));
  return done && { ...done, error };
};
