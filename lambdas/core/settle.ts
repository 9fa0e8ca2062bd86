import type { Decision } from './decide.ts';
import type { Kind } from './kind.ts';
import type { Fixed } from './ports.ts';
import { type FindingState, isOpen, type Status } from './record.ts';

type States = Readonly<Record<string, FindingState>>;

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
  kind: Pick<Kind<never, Part>, 'key'>,
  { remediate, notify, exclude }: Decision<Part>,
  fixed: Fixed<Part>,
): Verdict<Part> => {
  const keys = (parts: readonly Part[]) => new Set(parts.map(kind.key));
  const gone = keys(fixed.gone);
  const removed = keys(fixed.removed);
  const there = (parts: readonly Part[]) => parts.filter((part) => !gone.has(kind.key(part)));
  if (there(remediate).length > 0)
    return { status: 'FAILED', parts: there(remediate), error: fixed.error ?? 'still there after the fix' };
  const mine = remediate.filter((part) => removed.has(kind.key(part)));
  if (mine.length > 0) return { status: 'REMEDIATED', parts: mine };
  if (there(notify).length > 0) return { status: 'NOTIFIED', parts: there(notify) };
  if (there(exclude).length > 0) return { status: 'EXCLUDED', parts: there(exclude) };
  return { status: 'RESOLVED', parts: [...remediate, ...notify, ...exclude] };
};

const sameState = (before: FindingState | undefined, now: FindingState): boolean =>
  before !== undefined &&
  now.status !== 'REMEDIATED' &&
  before.status === now.status &&
  before.error === now.error &&
  before.keys.length === now.keys.length &&
  before.keys.every((key) => now.keys.includes(key));

/** Every open state of `prior` that is violated no longer was closed by somebody else. */
const resolved = (prior: States, decided: ReadonlySet<string>, n: number): States =>
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
  const now: Record<string, FindingState> = resolved(
    prior,
    new Set(decisions.map(({ template }) => template)),
    n,
  );
  for (const decision of decisions) {
    const { status, parts, error } = verdict(kind, decision, fixed);
    const state: FindingState = {
      status,
      keys: parts.map(kind.key),
      violating: parts.map(kind.describe),
      n,
      ...(openedAt && { openedAt }),
      ...(error && { error }),
    };
    const before = prior[decision.template];
    if (!sameState(before, state)) now[decision.template] = state;
  }
  return { findings: { ...prior, ...now }, changed: Object.keys(now).sort() };
};

const union = (one: readonly string[], other: readonly string[]): string[] => [
  ...new Set([...one, ...other]),
];

/**
 * Finishes what a crashed copy had begun: the states that it was about to reach hold for what is gone by now, and are
 * added to those that this copy reached itself.
 */
export const recover = (abandoned: Settled, settled: Settled, present: ReadonlySet<string>): Settled => {
  const findings: Record<string, FindingState> = { ...settled.findings };
  for (const template of abandoned.changed) {
    const intended = abandoned.findings[template];
    const reached = settled.changed.includes(template) ? settled.findings[template] : undefined;
    if (!intended || (intended.status === 'REMEDIATED' && reached?.status === 'FAILED')) continue;
    const gone = intended.keys.map((key, i) => ({ key, text: intended.violating[i] ?? key }));
    const done = intended.status === 'REMEDIATED' ? gone.filter(({ key }) => !present.has(key)) : gone;
    if (!reached) findings[template] = intended;
    else if (reached.status === intended.status)
      findings[template] = {
        ...reached,
        keys: union(
          done.map(({ key }) => key),
          reached.keys,
        ),
        violating: union(
          done.map(({ text }) => text),
          reached.violating,
        ),
      };
  }
  return { findings, changed: union(abandoned.changed, settled.changed).sort() };
};
