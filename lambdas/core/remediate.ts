import { type Decision, decide } from './decide.ts';
import { Busy, classify, message } from './errors.ts';
import type { CloudTrailEvent } from './event.ts';
import type { Hint, Kind, Place, Template } from './kind.ts';
import type { Policy } from './policy.ts';
import type { Clock, Fixed, Fixer, Ledger, Reader } from './ports.ts';
import type { LedgerRecord } from './record.ts';
import { recover, type Settled, settle } from './settle.ts';

export interface Remediator<Model, Part> {
  readonly kind: Kind<Model, Part>;
  readonly templates: readonly Template<Model, Part>[];
  readonly policy: Policy;
  readonly reader: Reader<Model>;
  readonly fixer: Fixer<Model, Part>;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly place: Place;
  readonly version: string;
}

/** One resource to judge, and what made us look; no event when a sweep does. */
export interface Errand<Part> {
  readonly id: string;
  readonly hint: Pick<Hint<Part>, 'closes' | 'shows'>;
  readonly event?: Pick<CloudTrailEvent, 'id' | 'name' | 'time' | 'actor'>;
  /** When to give up waiting for another copy, in epoch milliseconds. */
  readonly deadline: number;
}

export interface Outcome {
  readonly id: string;
  /** The statuses that were recorded, by template; empty when nothing was to be recorded. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly error?: string;
}

/** A copy that has not closed its record by then is taken for dead: a fix takes well under a second. */
const LEASE_MS = 10_000;
/** How long a read may lag behind a change: EC2 documents no bound, seconds are usual. */
const LAG_MS = 10_000;
const LOOK_AGAIN_MS = [250, 750, 2000] as const;
const KEEP_DAYS = 400;

const nothingFixed: Fixed<never> = { gone: [], removed: [], left: [] };

type Pass = { readonly next: 'done'; readonly outcome: Outcome } | { readonly next: 'again' | 'busy' };

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

const abandoned = (latest: LedgerRecord | undefined): LedgerRecord | undefined =>
  latest?.state === 'STARTED' ? latest : undefined;

const knows = <Model, Part>(
  kind: Kind<Model, Part>,
  latest: LedgerRecord | undefined,
  shown: Part,
): boolean => (latest?.removed ?? []).some((part) => kind.same(shown, part as Part));

/** The read still shows just what the newest record has removed a moment ago. */
const lags = (
  latest: LedgerRecord | undefined,
  keys: readonly string[],
  now: number,
  keyOf: (part: unknown) => string,
) => {
  if (latest?.state !== 'CLOSED' || keys.length === 0) return false;
  if (now - Date.parse(latest.closedAt ?? '') > LAG_MS) return false;
  const removed = new Set(latest.removed.map(keyOf));
  return keys.every((key) => removed.has(key));
};

const newRecord = <Model, Part>(
  { kind, place, version }: Remediator<Model, Part>,
  { id, event }: Errand<Part>,
  now: number,
): Omit<LedgerRecord, 'n' | 'state' | 'before' | 'removed' | 'kept' | 'findings' | 'changed'> => ({
  resource: kind.arn(id, place),
  lease: now + LEASE_MS,
  kind: kind.name,
  type: kind.asffType,
  id,
  account: place.account,
  region: place.region,
  ...(event && { eventId: event.id, eventName: event.name, actor: event.actor, openedAt: event.time }),
  version,
  expires: Math.floor(now / 1000) + KEEP_DAYS * 86_400,
});

const outcomeOf = (id: string, { findings, changed }: Settled): Outcome => ({
  id,
  statuses: Object.fromEntries(changed.map((template) => [template, findings[template]?.status ?? ''])),
});

/** Fixes, and turns a permanent refusal into parts that are left; what is transient flies on to Lambda's retry. */
const tryFix = async <Model, Part>(
  fixer: Fixer<Model, Part>,
  model: Model,
  parts: readonly Part[],
): Promise<Fixed<Part>> => {
  try {
    return await fixer.fix(model, parts);
  } catch (error) {
    if (classify(error) === 'transient') throw error;
    return { gone: [], removed: [], left: parts, error: message(error) };
  }
};

const uniqueParts = <Part>(decisions: readonly Decision<Part>[], key: (part: Part) => string): Part[] => [
  ...new Map(decisions.flatMap(({ remediate }) => remediate).map((part) => [key(part), part])).values(),
];

/** What one read and the ledger's newest record say together. */
interface View<Model, Part> {
  readonly model: Model | undefined;
  readonly parts: readonly Part[];
  readonly decisions: readonly Decision<Part>[];
  readonly latest: LedgerRecord | undefined;
}

/** Records states where nothing is to be removed: one write, or none when nothing is new. */
const note = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  { parts, decisions, latest }: View<Model, Part>,
): Promise<Pass> => {
  const { kind, ledger, clock } = remediator;
  const n = (latest?.n ?? 0) + 1;
  const settled = settle(kind, latest?.findings ?? {}, decisions, nothingFixed, {
    n,
    openedAt: errand.event?.time,
  });
  if (settled.changed.length === 0) return { next: 'done', outcome: { id: errand.id, statuses: {} } };
  const now = clock.now();
  const written = await ledger.append({
    ...newRecord(remediator, errand, now),
    ...settled,
    n,
    state: 'CLOSED',
    before: parts,
    removed: [],
    kept: parts.length,
    closedAt: iso(now),
  });
  return written ? { next: 'done', outcome: outcomeOf(errand.id, settled) } : { next: 'busy' };
};

/** Ledger, fix, ledger: what is removed is written down before it is removed, and again once it is gone. */
const fixAndNote = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  { model, parts, decisions, latest }: View<Model, Part>,
): Promise<Pass> => {
  const { kind, ledger, clock, fixer } = remediator;
  const left = abandoned(latest);
  const n = left?.n ?? (latest?.n ?? 0) + 1;
  const present = new Set(parts.map(kind.key));
  const before = left ? mergeParts(kind, left.before as readonly Part[], parts) : parts;
  const recovered = ((left?.removed ?? []) as readonly Part[]).filter((part) => !present.has(kind.key(part)));
  const remove = uniqueParts(decisions, kind.key);
  const conclude = (fixed: Fixed<Part>): Settled => {
    const prior = left
      ? Object.fromEntries(Object.entries(left.findings).filter(([t]) => !left.changed.includes(t)))
      : (latest?.findings ?? {});
    const settled = settle(kind, prior, decisions, fixed, {
      n,
      openedAt: left?.openedAt ?? errand.event?.time,
    });
    return left ? recover(left, settled, present) : settled;
  };
  const started = clock.now();
  const draft: LedgerRecord = {
    ...newRecord(remediator, errand, started),
    ...(left && origin(left)),
    ...conclude({ gone: remove, removed: remove, left: [] }),
    n,
    state: 'STARTED',
    before,
    removed: [...recovered, ...remove],
    kept: parts.length - remove.length,
  };
  if (!(left ? await ledger.replace(draft, left.lease) : await ledger.append(draft))) return { next: 'busy' };
  const fixed: Fixed<Part> = model && remove.length > 0 ? await tryFix(fixer, model, remove) : nothingFixed;
  const settled = conclude(fixed);
  const record: LedgerRecord = {
    ...draft,
    ...settled,
    state: 'CLOSED',
    removed: [...recovered, ...fixed.removed],
    kept: parts.length - fixed.gone.length,
    closedAt: iso(clock.now()),
  };
  if (!(await ledger.replace(record, draft.lease))) return { next: 'busy' };
  return {
    next: 'done',
    outcome: { ...outcomeOf(errand.id, settled), ...(fixed.error && { error: fixed.error }) },
  };
};

/** A record that is taken over keeps who and what opened the violation. */
const origin = ({ eventId, eventName, actor, openedAt }: LedgerRecord) => ({
  ...(eventId && { eventId }),
  ...(eventName && { eventName }),
  ...(actor && { actor }),
  ...(openedAt && { openedAt }),
});

const mergeParts = <Model, Part>(
  kind: Kind<Model, Part>,
  one: readonly Part[],
  other: readonly Part[],
): Part[] => [...new Map([...one, ...other].map((part) => [kind.key(part), part])).values()];

const pass = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
  patient: boolean,
): Promise<Pass> => {
  const { kind, templates, policy, reader, ledger, clock } = remediator;
  const { id, hint } = errand;
  const model = await reader.read(id);
  const decisions = model === undefined ? [] : decide(templates, policy, model);
  const unseen = model === undefined ? [] : hint.shows.filter((part) => !kind.sees(model, part));
  if (decisions.length === 0 && !hint.closes && unseen.length === 0)
    return { next: 'done', outcome: { id, statuses: {} } };
  const latest = await ledger.latest(kind.arn(id, remediator.place));
  const left = abandoned(latest);
  if (left && clock.now() < left.lease) return { next: 'busy' };
  const remove = uniqueParts(decisions, kind.key);
  const view = { model, parts: model === undefined ? [] : kind.parts(model), decisions, latest };
  if (!left && patient) {
    if (decisions.length === 0 && unseen.some((part) => !knows(kind, latest, part))) return { next: 'again' };
    if (lags(latest, remove.map(kind.key), clock.now(), kind.key as (part: unknown) => string))
      return { next: 'again' };
  }
  const result = await (left || remove.length > 0 ? fixAndNote : note)(remediator, errand, view);
  return result.next === 'done' && patient && unseen.some((part) => !knows(kind, latest, part))
    ? { next: 'again' }
    : result;
};

/**
 * Judges one resource and closes what is open: read, judge, ledger, fix, ledger. The event is a hint and the described
 * state the truth, so duplicates, lost order and forged details do no harm.
 *
 * Throws what Lambda should try again (`Busy`, transient AWS errors); everything else ends in the ledger.
 */
export const remediate = async <Model, Part>(
  remediator: Remediator<Model, Part>,
  errand: Errand<Part>,
): Promise<Outcome> => {
  const { clock, kind, place } = remediator;
  for (let looks = 0, waits = 0; ; ) {
    const pause = LOOK_AGAIN_MS[looks];
    const result = await pass(remediator, errand, pause !== undefined);
    if (result.next === 'done') return result.outcome;
    if (result.next === 'again') {
      looks += 1;
      await clock.sleep(pause ?? 0);
      continue;
    }
    if (clock.now() >= errand.deadline)
      throw new Busy(`${kind.arn(errand.id, place)} is being remediated by another copy; Lambda tries again`);
    await clock.sleep(100 * 2 ** Math.min(waits, 4));
    waits += 1;
  }
};
