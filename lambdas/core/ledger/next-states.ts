import type { Actor } from '../base/event.ts';
import type { Reason } from '../base/policy.ts';
import type { Fixed } from '../base/ports.ts';
import type { ResourceType } from '../base/resource-type.ts';
import type { Cause } from '../base/trigger.ts';
import type { Decision } from '../judge/decide.ts';
import type { Recent, Recurrence } from './flapping.ts';
import { type FindingState, isOpen, type Status } from './record.ts';

type States = Readonly<Record<string, FindingState>>;

/** The states of every template, and which of them are new. */
export interface NextStates {
  readonly findings: States;
  readonly changed: readonly string[];
}

interface TemplateState<Part> extends Pick<FindingState, 'error' | 'exclusion' | 'note'> {
  readonly status: Status;
  readonly parts: readonly Part[];
}

type Words<Part> = Pick<ResourceType<never, Part>, 'key' | 'describe'>;

const sentences = (...words: readonly (string | false | 0 | undefined)[]): string =>
  words.filter((word) => typeof word === 'string' && word !== '').join(' ');

/** What is left of each of a decision's lists once the fix is done. */
const leftOf = <Part>({ key }: Words<Part>, decision: Decision<Part>, fixed: Fixed<Part>) => {
  const gone = new Set(fixed.gone.map(key));
  const there = (parts: readonly Part[]) => parts.filter((part) => !gone.has(key(part)));
  return {
    failed: there(decision.remediate),
    unchecked: there(decision.unchecked),
    notified: there(decision.notify),
    excluded: there(decision.exclude),
  };
};

/** The one status of a template whose parts met different ends: what needs a person first, what was done next. */
const verdict = <Part>(
  words: Words<Part>,
  decision: Decision<Part>,
  fixed: Fixed<Part>,
): TemplateState<Part> => {
  const { failed, unchecked, notified, excluded } = leftOf(words, decision, fixed);
  const removed = new Set(fixed.removed.map(words.key));
  const verdicts: readonly TemplateState<Part>[] = [
    {
      status: 'FAILED',
      parts: [...failed, ...unchecked],
      error: sentences(
        failed.length > 0 && (fixed.error ?? 'still there after the fix'),
        unchecked.length > 0 && decision.error,
      ),
    },
    {
      status: 'REMEDIATED',
      parts: decision.remediate.filter((part) => removed.has(words.key(part))),
      note: sentences(
        fixed.added?.length && `Put in their place: ${fixed.added.map(words.describe).join(', ')}.`,
        fixed.note,
      ),
    },
    { status: 'NOTIFIED', parts: notified, ...(decision.note && { note: decision.note }) },
    { status: 'EXCLUDED', parts: excluded },
  ];
  const { remediate, notify, exclude, unchecked: unsure } = decision;
  const found = verdicts.find(({ parts }) => parts.length > 0);
  if (!found) return { status: 'RESOLVED', parts: [...remediate, ...notify, ...exclude, ...unsure] };
  if (excluded.length === 0) return found;
  const others = `Left alone by an exclusion: ${excluded.map(words.describe).join(', ')}.`;
  const note = sentences(found.note, found.status !== 'EXCLUDED' && others);
  return { ...found, ...(decision.exclusion && { exclusion: decision.exclusion }), ...(note && { note }) };
};

const sameReason = (one: Reason | undefined, other: Reason | undefined): boolean =>
  one?.reason === other?.reason && one?.owner === other?.owner && one?.until === other?.until;

const sameState = (before: FindingState | undefined, now: FindingState): boolean =>
  before !== undefined &&
  now.status !== 'REMEDIATED' &&
  before.status === now.status &&
  before.error === now.error &&
  before.severity === now.severity &&
  // Why something has to wait changes from sweep to sweep; that it does is told once.
  (before.held || now.held || before.note === now.note) &&
  sameReason(before.exclusion, now.exclusion) &&
  before.keys.length === now.keys.length &&
  before.keys.every((key) => now.keys.includes(key));

const asResolved = (
  { error: _, exclusion: __, note: ___, flapping: ____, quiet: _____, held: ______, ...state }: FindingState,
  n: number,
): FindingState => ({
  ...state,
  status: 'RESOLVED',
  n,
});

/** Every open state of `prior` that was judged again and is violated no longer: closed by somebody else. */
const closedByOthers = (
  prior: States,
  decided: ReadonlySet<string>,
  judged: (template: string) => boolean,
  n: number,
): States =>
  Object.fromEntries(
    Object.entries(prior)
      .filter(([template, { status }]) => isOpen(status) && !decided.has(template) && judged(template))
      .map(([template, state]) => [template, asResolved(state, n)]),
  );

export interface Revision {
  readonly n: number;
  readonly openedAt: string | undefined;
  /** The call that made us look, if it was one. */
  readonly call?: { readonly id: string; readonly name: string; readonly actor: Actor } | undefined;
  /** What made us look. */
  readonly by?: Cause['by'];
  /** Does that call show something open? Then it may be the one that opened it. */
  readonly shows?: boolean;
  /** Whether a template was judged at all; one that is off, or that an older version does not know, was not. */
  readonly judged: (template: string) => boolean;
  /** Counts one more closing of what was closed so before; absent where nothing is closed. */
  readonly recur?: (before: Recent | undefined) => Recurrence;
}

/** What is carried on from the state before, and whether it comes back too often. */
const recurrence = (
  before: FindingState | undefined,
  status: Status,
  recur: Revision['recur'],
): Pick<FindingState, 'recent' | 'flapping' | 'quiet'> => {
  if (status !== 'REMEDIATED' || !recur) return before?.recent ? { recent: before.recent } : {};
  const { recent, flapping, isQuiet } = recur(before?.recent);
  // Only what was last told as remediated may go untold: the last word about a finding is always the true one.
  const quiet = isQuiet && before?.status === 'REMEDIATED';
  return { recent, ...(flapping && { flapping }), ...(quiet && { quiet }) };
};

type Opening = Pick<FindingState, 'openedAt' | 'opener'>;

/** What was open before was opened by whoever opened it then, whatever made us look again. */
const openingOf = (
  before: FindingState | undefined,
  status: Status,
  keys: readonly string[],
  { openedAt, call, shows = false }: Revision,
): Opening => {
  const goesOn =
    before !== undefined && isOpen(before.status) && before.keys.some((key) => keys.includes(key));
  // A sweep may have found it before the event of the call that opened it came.
  const isNew = !goesOn || (before.openedAt === undefined && shows);
  if (!isNew) return { ...(before.openedAt && { openedAt: before.openedAt }), opener: before.opener ?? {} };
  if (!call || !openedAt) return {};
  return { openedAt, ...(isOpen(status) && { opener: { eventId: call.id, actor: call.actor } }) };
};

/** What closed a violation that somebody else had opened before. */
const closedBy = (status: Status, { opener }: Opening, { call, by }: Revision): string | false => {
  if (status !== 'REMEDIATED' || !opener || opener.eventId === call?.id) return false;
  return call
    ? `It was open before: ${call.name} by ${call.actor.arn} (${call.id}) had it looked at again.`
    : `It was open before, and closed ${by === 'schedule' ? 'as an exception has ended' : 'by a sweep'}.`;
};

/** The states after a fix, and the templates whose state is new. `prior` are the states of the record before. */
export const nextStates = <Part>(
  kind: Words<Part>,
  prior: States,
  decisions: readonly Decision<Part>[],
  fixed: Fixed<Part>,
  revision: Revision,
): NextStates => {
  const { n, judged, recur } = revision;
  const decided = decisions.map((decision): readonly [string, FindingState] => {
    const { status, parts, error, exclusion, note: words } = verdict(kind, decision, fixed);
    const keys = parts.map(kind.key);
    const opening = openingOf(prior[decision.template], status, keys, revision);
    const { note: graded, ...grade } = decision.grade ?? {};
    const note = sentences(words, decision.remark, graded, closedBy(status, opening, revision));
    return [
      decision.template,
      {
        status,
        keys,
        violating: parts.map(kind.describe),
        n,
        ...opening,
        ...(error && { error }),
        ...(exclusion && { exclusion }),
        ...(note && { note }),
        ...grade,
        ...(decision.held && status === 'NOTIFIED' && { held: true as const }),
        ...recurrence(prior[decision.template], status, recur),
      },
    ];
  });
  const now = {
    ...closedByOthers(prior, new Set(decided.map(([template]) => template)), judged, n),
    ...Object.fromEntries(decided.filter(([template, state]) => !sameState(prior[template], state))),
  };
  return { findings: { ...prior, ...now }, changed: Object.keys(now).sort() };
};
