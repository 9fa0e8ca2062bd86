import type { Decision } from './decide.ts';
import type { Kind } from './kind.ts';
import type { Fixed } from './ports.ts';
import { type FindingState, isOpen, type Status } from './record.ts';

type States = Readonly<Record<string, FindingState>>;

/** The states of every template, and which of them are new. */
export interface Settled {
  readonly findings: States;
  readonly changed: readonly string[];
}

interface Verdict<Part> {
  readonly status: Status;
  readonly parts: readonly Part[];
  readonly error?: string;
}

/** The one status of a template whose parts met different ends: what needs a person first, what was done next. */
const verdict = <Part>(
  keyOf: (part: Part) => string,
  { remediate, notify, exclude }: Decision<Part>,
  fixed: Fixed<Part>,
): Verdict<Part> => {
  const gone = new Set(fixed.gone.map(keyOf));
  const removed = new Set(fixed.removed.map(keyOf));
  const there = (parts: readonly Part[]) => parts.filter((part) => !gone.has(keyOf(part)));
  const verdicts: readonly Verdict<Part>[] = [
    { status: 'FAILED', parts: there(remediate), error: fixed.error ?? 'still there after the fix' },
    { status: 'REMEDIATED', parts: remediate.filter((part) => removed.has(keyOf(part))) },
    { status: 'NOTIFIED', parts: there(notify) },
    { status: 'EXCLUDED', parts: there(exclude) },
  ];
  const resolved: Verdict<Part> = { status: 'RESOLVED', parts: [...remediate, ...notify, ...exclude] };
  return verdicts.find(({ parts }) => parts.length > 0) ?? resolved;
};

const sameState = (before: FindingState | undefined, now: FindingState): boolean =>
  before !== undefined &&
  now.status !== 'REMEDIATED' &&
  before.status === now.status &&
  before.error === now.error &&
  before.keys.length === now.keys.length &&
  before.keys.every((key) => now.keys.includes(key));

/** Every open state of `prior` that is violated no longer was closed by somebody else. */
const closedByOthers = (prior: States, decided: ReadonlySet<string>, n: number): States =>
  Object.fromEntries(
    Object.entries(prior)
      .filter(([template, state]) => isOpen(state.status) && !decided.has(template))
      .map(([template, { error: _, ...state }]) => [template, { ...state, status: 'RESOLVED', n }]),
  );

/** The states after a fix, and the templates whose state is new. `prior` are the states of the record before. */
export const settle = <Part>(
  kind: Pick<Kind<never, Part>, 'key' | 'describe'>,
  prior: States,
  decisions: readonly Decision<Part>[],
  fixed: Fixed<Part>,
  { n, openedAt }: { readonly n: number; readonly openedAt: string | undefined },
): Settled => {
  const decided = decisions.map((decision): readonly [string, FindingState] => {
    const { status, parts, error } = verdict(kind.key, decision, fixed);
    return [
      decision.template,
      {
        status,
        keys: parts.map(kind.key),
        violating: parts.map(kind.describe),
        n,
        ...(openedAt && { openedAt }),
        ...(error && { error }),
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
