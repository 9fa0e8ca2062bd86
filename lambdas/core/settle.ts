import type { Decision } from './decide.ts';
import type { Kind } from './kind.ts';
import type { Fixed } from './ports.ts';
import { type FindingState, isOpen, type Reason, type Status } from './record.ts';

type States = Readonly<Record<string, FindingState>>;

/** The states of every template, and which of them are new. */
export interface Settled {
  readonly findings: States;
  readonly changed: readonly string[];
}

interface Verdict<Part> extends Pick<FindingState, 'error' | 'exclusion' | 'note'> {
  readonly status: Status;
  readonly parts: readonly Part[];
}

type Words<Part> = Pick<Kind<never, Part>, 'key' | 'describe'>;

const sentences = (...words: readonly (string | false | undefined)[]): string =>
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
const verdict = <Part>(words: Words<Part>, decision: Decision<Part>, fixed: Fixed<Part>): Verdict<Part> => {
  const { failed, unchecked, notified, excluded } = leftOf(words, decision, fixed);
  const removed = new Set(fixed.removed.map(words.key));
  const verdicts: readonly Verdict<Part>[] = [
    {
      status: 'FAILED',
      parts: [...failed, ...unchecked],
      error: sentences(
        failed.length > 0 && (fixed.error ?? 'still there after the fix'),
        unchecked.length > 0 && decision.error,
      ),
    },
    { status: 'REMEDIATED', parts: decision.remediate.filter((part) => removed.has(words.key(part))) },
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
  before.note === now.note &&
  sameReason(before.exclusion, now.exclusion) &&
  before.keys.length === now.keys.length &&
  before.keys.every((key) => now.keys.includes(key));

/** Every open state of `prior` that is violated no longer was closed by somebody else. */
const closedByOthers = (prior: States, decided: ReadonlySet<string>, n: number): States =>
  Object.fromEntries(
    Object.entries(prior)
      .filter(([template, state]) => isOpen(state.status) && !decided.has(template))
      .map(([template, { error: _, exclusion: __, note: ___, ...state }]) => [
        template,
        { ...state, status: 'RESOLVED', n },
      ]),
  );

/** The states after a fix, and the templates whose state is new. `prior` are the states of the record before. */
export const settle = <Part>(
  kind: Words<Part>,
  prior: States,
  decisions: readonly Decision<Part>[],
  fixed: Fixed<Part>,
  { n, openedAt }: { readonly n: number; readonly openedAt: string | undefined },
): Settled => {
  const decided = decisions.map((decision): readonly [string, FindingState] => {
    const { status, parts, error, exclusion, note } = verdict(kind, decision, fixed);
    return [
      decision.template,
      {
        status,
        keys: parts.map(kind.key),
        violating: parts.map(kind.describe),
        n,
        ...(openedAt && { openedAt }),
        ...(error && { error }),
        ...(exclusion && { exclusion }),
        ...(note && { note }),
      },
    ];
  });
  const now = {
    ...closedByOthers(prior, new Set(decided.map(([template]) => template)), n),
    ...Object.fromEntries(decided.filter(([template, state]) => !sameState(prior[template], state))),
  };
  return { findings: { ...prior, ...now }, changed: Object.keys(now).sort() };
};

const mergeParts = (one: FindingState, other: FindingState): FindingState => {
  const texts = new Map(
    [one, other].flatMap(({ keys, violating }) => keys.map((key, i) => [key, violating[i] ?? key] as const)),
  );
  return { ...other, keys: [...texts.keys()], violating: [...texts.values()] };
};

/**
 * Finishes what a copy had begun that died: the states that it meant to reach hold for the parts that are gone by now,
 * and are added to those that this copy reached itself. `present` are the keys of the parts that are still there.
 */
export const recover = (intended: Settled, reached: Settled, present: ReadonlySet<string>): Settled => {
  const merge = (template: string): FindingState | undefined => {
    const meant = intended.findings[template];
    const got = reached.changed.includes(template) ? reached.findings[template] : undefined;
    if (!meant || !got) return got ?? meant;
    if (meant.status !== got.status || got.status !== 'REMEDIATED') return got;
    const done = meant.keys.flatMap((key, i) => (present.has(key) ? [] : [[key, meant.violating[i] ?? key]]));
    const gone = { keys: done.map(([key]) => key ?? ''), violating: done.map(([, text]) => text ?? '') };
    return mergeParts({ ...meant, ...gone }, got);
  };
  const changed = [...new Set([...intended.changed, ...reached.changed])].sort();
  const merged = changed.flatMap((template) => {
    const state = merge(template);
    return state ? [[template, state] as const] : [];
  });
  return { findings: { ...reached.findings, ...Object.fromEntries(merged) }, changed };
};
