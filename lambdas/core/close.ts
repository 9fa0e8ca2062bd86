import { type Decision, decide } from './decide.ts';
import { classify, message } from './errors.ts';
import { factsOf } from './judge.ts';
import type { Kind } from './kind.ts';
import type { Fixed, Fixer } from './ports.ts';
import type { LedgerRecord } from './record.ts';
import type { Errand, Outcome, Remediator, View } from './remediator.ts';
import { recover, type Settled, settle } from './settle.ts';

/** A copy that has not closed its record by then is taken for dead: a fix takes well under a second. */
const LEASE_MS = 10_000;

const NOTHING: Fixed<never> = { gone: [], removed: [], left: [] };

const newRecord = <Model, Part>(
  { kind, place, policy, version, clock }: Remediator<Model, Part>,
  { id, event }: Errand<Part>,
): Omit<LedgerRecord, 'n' | 'state' | 'before' | 'removed' | 'kept' | 'findings' | 'changed'> => ({
  resource: kind.arn(id, place),
  lease: clock.now() + LEASE_MS,
  kind: kind.name,
  type: typeof kind.asffType === 'string' ? kind.asffType : kind.asffType(id),
  id,
  ...(kind.nameOf && { name: kind.nameOf(id) }),
  account: place.account,
  region: place.region,
  ...(event && { eventId: event.id, eventName: event.name, actor: event.actor, openedAt: event.time }),
  version,
  expires: Math.floor(clock.now() / 1000) + policy.retention.ledgerDays * 86_400,
});

const outcome = (id: string, { findings, changed }: Settled, error?: string): Outcome => ({
  id,
  statuses: Object.fromEntries(changed.map((template) => [template, findings[template]?.status ?? ''])),
  ...(error && { error }),
});

const now = ({ clock }: Pick<Remediator<never, never>, 'clock'>): string =>
  new Date(clock.now()).toISOString();

/**
 * Records states where nothing is removed: one write, or none when nothing is new.
 * Undefined when another copy was faster.
 */
const record = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  { parts, latest }: Pick<View<Model, Part>, 'parts' | 'latest'>,
  settled: Settled,
): Promise<Outcome | undefined> => {
  if (settled.changed.length === 0) return outcome(errand.id, settled);
  const written = await remediator.ledger.append({
    ...newRecord(remediator, errand),
    ...settled,
    n: (latest?.n ?? 0) + 1,
    state: 'CLOSED',
    before: parts,
    removed: [],
    kept: parts.length,
    closedAt: now(remediator),
  });
  return written ? outcome(errand.id, settled) : undefined;
};

const stamp = <Part>(errand: Errand<Part>, latest: LedgerRecord | undefined) => ({
  n: (latest?.n ?? 0) + 1,
  openedAt: errand.event?.time,
});

/** Records what is left alone and what others closed. */
export const note = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  view: View<Model, Part>,
): Promise<Outcome | undefined> => {
  const { decisions, latest } = view;
  const settled = settle(remediator.kind, latest?.findings ?? {}, decisions, NOTHING, stamp(errand, latest));
  return record(remediator, errand, view, settled);
};

/**
 * A resource that cannot be read is never changed, and never passed over in silence: each template that the event shows
 * violated gets a FAILED finding; an event that shows none is refused, for a person to look at.
 */
export const noteUnreadable = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  cause: unknown,
): Promise<Outcome | undefined> => {
  const { kind, ledger, place, clock } = remediator;
  const arn = kind.arn(errand.id, place);
  const error = `${arn} cannot be read, so nothing was changed. ${message(cause)}`;
  const unread = { error: message(cause) };
  const facts = { ...factsOf(kind, place, errand.id, clock.now()), name: unread, tags: unread };
  const { decisions } = decide(remediator, kind.assume(errand.id, errand.hint.shows), facts);
  if (decisions.length === 0) {
    await ledger.refuse({ kind: kind.name, eventId: errand.event?.id ?? arn, reason: error });
    return { id: errand.id, statuses: {}, error };
  }
  const latest = await ledger.latest(arn);
  const prior = latest?.findings ?? {};
  const judged = decisions.flatMap(({ template }) => {
    const state = prior[template];
    return state ? [[template, state] as const] : [];
  });
  const failed: Fixed<Part> = { ...NOTHING, error };
  const settled = settle(kind, Object.fromEntries(judged), decisions, failed, stamp(errand, latest));
  const merged = { ...settled, findings: { ...prior, ...settled.findings } };
  return record(remediator, errand, { parts: errand.hint.shows, latest }, merged);
};

/** Fixes, and turns a permanent refusal into parts that are left; what is transient flies on to Lambda's retry. */
const tryFix = async <Model, Part>(
  fixer: Fixer<Model, Part>,
  { model, remove, rest }: Pick<View<Model, Part>, 'model' | 'remove' | 'rest'>,
): Promise<Fixed<Part>> => {
  if (model === undefined || remove.length === 0) return NOTHING;
  try {
    return await fixer.fix(model, remove, rest);
  } catch (error) {
    if (classify(error) === 'transient') throw error;
    return { gone: [], removed: [], left: remove, error: message(error) };
  }
};

const byKey = <Part>({ key }: Pick<Kind<never, Part>, 'key'>, ...lists: readonly (readonly Part[])[]) => [
  ...new Map(lists.flat().map((part) => [key(part), part])).values(),
];

/** What the record of a dead copy brings along: who opened it, what was there, what it had removed. */
interface Inheritance<Part> {
  readonly n: number;
  readonly base: Partial<LedgerRecord>;
  readonly before: readonly Part[];
  readonly removed: readonly Part[];
  readonly added: readonly Part[];
  readonly openedAt: string | undefined;
  conclude(settled: Settled): Settled;
  readonly prior: Settled['findings'];
}

const inherit = <Model, Part>(
  { kind }: Remediator<Model, Part>,
  errand: Errand<Part>,
  { model, parts, latest }: View<Model, Part>,
): Inheritance<Part> => {
  if (latest?.state !== 'STARTED')
    return {
      n: (latest?.n ?? 0) + 1,
      base: {},
      before: parts,
      removed: [],
      added: [],
      openedAt: errand.event?.time,
      conclude: (settled) => settled,
      prior: latest?.findings ?? {},
    };
  const { n, eventId, eventName, actor, openedAt, findings, changed } = latest;
  const present = new Set(parts.map(kind.key));
  return {
    n,
    base: {
      ...(eventId && { eventId }),
      ...(eventName && { eventName }),
      ...(actor && { actor }),
      ...(openedAt && { openedAt }),
    },
    before: byKey(kind, latest.before as readonly Part[], parts),
    removed: (latest.removed as readonly Part[]).filter((part) => !present.has(kind.key(part))),
    added: ((latest.added ?? []) as readonly Part[]).filter(
      (part) => model !== undefined && kind.sees(model, part),
    ),
    openedAt,
    conclude: (settled) => recover({ findings, changed }, settled, present),
    prior: Object.fromEntries(Object.entries(findings).filter(([template]) => !changed.includes(template))),
  };
};

/** What is left alone of a part that was split is in the parts that took its place. */
const afterSplit = <Model, Part>(
  remediator: Remediator<Model, Part>,
  { model, facts, decisions }: View<Model, Part>,
  { gone, added = [] }: Fixed<Part>,
): readonly Decision<Part>[] => {
  const { replace } = remediator.kind;
  if (model === undefined || !facts || added.length === 0 || !replace) return decisions;
  const after = decide(remediator, replace(model, gone, added), facts).decisions;
  return decisions.map((decision) => {
    const now = after.find(({ template }) => template === decision.template);
    return now ? { ...now, remediate: decision.remediate } : decision;
  });
};

/**
 * Ledger, fix, ledger: what is removed is written down before it is removed, and closed once it is gone. The record of
 * a dead copy is finished under its own number. Undefined when another copy was faster.
 */
export const close = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  view: View<Model, Part>,
): Promise<Outcome | undefined> => {
  const { kind, ledger, fixer } = remediator;
  const { parts, remove, rest, latest } = view;
  const { n, base, before, openedAt, conclude, prior, ...inherited } = inherit(remediator, errand, view);
  const done = ({ removed, added = [] }: Pick<Fixed<Part>, 'removed' | 'added'>) => {
    const all = [...inherited.added, ...added];
    return { removed: [...inherited.removed, ...removed], ...(all.length > 0 && { added: all }) };
  };
  const settled = (fixed: Fixed<Part>) =>
    conclude(settle(kind, prior, afterSplit(remediator, view, fixed), fixed, { n, openedAt }));
  const draft: LedgerRecord = {
    ...newRecord(remediator, errand),
    ...base,
    ...settled({ gone: remove, removed: remove, left: [], added: rest }),
    n,
    state: 'STARTED',
    before,
    ...done({ removed: remove, added: rest }),
    kept: parts.length - remove.length + rest.length,
  };
  const mine = latest?.state === 'STARTED' ? ledger.replace(draft, latest.lease) : ledger.append(draft);
  if (!(await mine)) return undefined;
  const fixed = await tryFix(fixer, view);
  const result = settled(fixed);
  const { added: _, ...record } = draft;
  const closed = await ledger.replace(
    {
      ...record,
      ...result,
      state: 'CLOSED',
      ...done(fixed),
      kept: parts.length - fixed.gone.length + (fixed.added?.length ?? 0),
      closedAt: now(remediator),
    },
    draft.lease,
  );
  return closed ? outcome(errand.id, result, fixed.error) : undefined;
};
