import { decide } from './decide.ts';
import { classify, message } from './errors.ts';
import type { Kind } from './kind.ts';
import type { Fixed, Fixer } from './ports.ts';
import type { LedgerRecord } from './record.ts';
import type { Errand, Outcome, Remediator, View } from './remediator.ts';
import { recover, type Settled, settle } from './settle.ts';

/** A copy that has not closed its record by then is taken for dead: a fix takes well under a second. */
const LEASE_MS = 10_000;
const KEEP_DAYS = 400;

const NOTHING: Fixed<never> = { gone: [], removed: [], left: [] };

const newRecord = <Model, Part>(
  { kind, place, version, clock }: Remediator<Model, Part>,
  { id, event }: Errand<Part>,
): Omit<LedgerRecord, 'n' | 'state' | 'before' | 'removed' | 'kept' | 'findings' | 'changed'> => ({
  resource: kind.arn(id, place),
  lease: clock.now() + LEASE_MS,
  kind: kind.name,
  type: kind.asffType,
  id,
  account: place.account,
  region: place.region,
  ...(event && { eventId: event.id, eventName: event.name, actor: event.actor, openedAt: event.time }),
  version,
  expires: Math.floor(clock.now() / 1000) + KEEP_DAYS * 86_400,
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
  const { kind, ledger, place, policy, templates } = remediator;
  const arn = kind.arn(errand.id, place);
  const error = `${arn} cannot be read, so nothing was changed. ${message(cause)}`;
  const decisions = decide(templates, policy, kind.assume(errand.id, errand.hint.shows));
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
  model: Model | undefined,
  parts: readonly Part[],
): Promise<Fixed<Part>> => {
  if (model === undefined || parts.length === 0) return NOTHING;
  try {
    return await fixer.fix(model, parts);
  } catch (error) {
    if (classify(error) === 'transient') throw error;
    return { gone: [], removed: [], left: parts, error: message(error) };
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
  readonly openedAt: string | undefined;
  conclude(settled: Settled): Settled;
  readonly prior: Settled['findings'];
}

const inherit = <Model, Part>(
  { kind }: Remediator<Model, Part>,
  errand: Errand<Part>,
  { parts, latest }: View<Model, Part>,
): Inheritance<Part> => {
  if (latest?.state !== 'STARTED')
    return {
      n: (latest?.n ?? 0) + 1,
      base: {},
      before: parts,
      removed: [],
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
    openedAt,
    conclude: (settled) => recover({ findings, changed }, settled, present),
    prior: Object.fromEntries(Object.entries(findings).filter(([template]) => !changed.includes(template))),
  };
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
  const { model, parts, decisions, remove, latest } = view;
  const { n, base, before, removed, openedAt, conclude, prior } = inherit(remediator, errand, view);
  const settled = (fixed: Fixed<Part>) => conclude(settle(kind, prior, decisions, fixed, { n, openedAt }));
  const draft: LedgerRecord = {
    ...newRecord(remediator, errand),
    ...base,
    ...settled({ gone: remove, removed: remove, left: [] }),
    n,
    state: 'STARTED',
    before,
    removed: [...removed, ...remove],
    kept: parts.length - remove.length,
  };
  const mine = latest?.state === 'STARTED' ? ledger.replace(draft, latest.lease) : ledger.append(draft);
  if (!(await mine)) return undefined;
  const fixed = await tryFix(fixer, model, remove);
  const result = settled(fixed);
  const closed = await ledger.replace(
    {
      ...draft,
      ...result,
      state: 'CLOSED',
      removed: [...removed, ...fixed.removed],
      kept: parts.length - fixed.gone.length,
      closedAt: now(remediator),
    },
    draft.lease,
  );
  return closed ? outcome(errand.id, result, fixed.error) : undefined;
};
