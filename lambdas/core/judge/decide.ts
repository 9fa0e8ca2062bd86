import type { Reason } from '../base/policy.ts';
import { type Exclusion, type Mode, type Modes, modeOf, type Policy, settingsOf } from '../base/policy.ts';
import type { Grade, ResourceType, Template } from '../base/resource-type.ts';
import {
  candidates,
  exclusionsOf,
  forTemplate,
  matchPart,
  type PartMatch,
} from '../exclusions/candidates.ts';
import type { Facts } from '../exclusions/match.ts';
import { reasonOf, sharedNote, uncheckedError } from '../exclusions/messages.ts';
import { type ModeInForce, modeFor } from '../exclusions/overrides.ts';

/** What is to happen to the violating parts of one template. Each part is in one list only. */
export interface Decision<Part> {
  readonly template: string;
  readonly remediate: readonly Part[];
  readonly notify: readonly Part[];
  readonly exclude: readonly Part[];
  /** Left alone because it cannot be told whether an exclusion applies, or what AWS says; `error` says why. */
  readonly unchecked: readonly Part[];
  /** Why the parts of `exclude` are left alone. */
  readonly exclusion?: Reason;
  readonly note?: string;
  readonly error?: string;
  /** What is to be said whatever becomes of the parts. */
  readonly remark?: string;
  readonly grade?: Grade;
  /** What was to be fixed has to wait; why is no news. */
  readonly held?: true;
}

export interface Decided<Part> {
  readonly decisions: readonly Decision<Part>[];
  /** What has to be known before this can be acted upon. */
  readonly lacks: ReadonlySet<'name' | 'tags'>;
}

/** What a decision is made of: one resource type, its templates and the policy. */
export interface Judge<Model, Part> {
  readonly kind: Pick<ResourceType<Model, Part>, 'addresses' | 'software'>;
  readonly templates: readonly Template<Model, Part>[];
  readonly policy: Modes & Pick<Policy, 'exclusions' | 'overrides'>;
}

interface MatchedPart<Part> extends PartMatch {
  readonly part: Part;
  /** Why the part is only reported although its template remediates. */
  readonly only?: string;
  /** Why it cannot be told whether the part may go. */
  readonly unsure?: string;
}

const exclusionsIn = <Part>(excusals: readonly MatchedPart<Part>[]): readonly Exclusion[] => [
  ...new Set(excusals.flatMap(({ exclusion }) => exclusion ?? [])),
];

/** Sorts the violating parts of one template by what their excuses allow. */
const sort = <Part>(
  template: string,
  mode: 'remediate' | 'notify',
  excusals: readonly MatchedPart<Part>[],
  facts: Facts,
): Decision<Part> => {
  const those = (holds: PartMatch['holds']) => excusals.filter((excusal) => excusal.holds === holds);
  const parts = (some: readonly MatchedPart<Part>[]) => some.map(({ part }) => part);
  const [excluded, shared, unreadable] = [those('yes'), those('shared'), those('unreadable')];
  const open = mode === 'remediate' ? those('no').filter(({ only }) => only === undefined) : [];
  const unsure = open.filter((excusal) => excusal.unsure !== undefined);
  const fixable = open.filter((excusal) => excusal.unsure === undefined);
  const reason = reasonOf(exclusionsIn(excluded));
  const errors = [
    uncheckedError(exclusionsIn(unreadable), facts),
    ...new Set(unsure.map((excusal) => excusal.unsure)),
  ].filter((words) => words !== undefined);
  const note = [
    sharedNote(exclusionsIn(shared), facts),
    ...new Set(mode === 'remediate' ? those('no').map(({ only }) => only) : []),
  ].filter((words) => words !== undefined);
  return {
    template,
    remediate: parts(fixable),
    notify: parts(excusals.filter((one) => /^(no|shared)$/.test(one.holds) && !open.includes(one))),
    exclude: parts(excluded),
    unchecked: parts([...unreadable, ...unsure]),
    ...(reason && { exclusion: reason }),
    ...(note.length > 0 && { note: note.join(' ') }),
    ...(errors.length > 0 && { error: errors.join(' ') }),
  };
};

/**
 * Judges a resource under every template that is on, and lets the exclusions speak for the parts that violate. Where they
 * cannot without more facts, `lacks` says which; those parts are in no list yet.
 */
export const decide = <Model, Part>(
  { kind, templates, policy }: Judge<Model, Part>,
  model: Model,
  facts: Facts,
): Decided<Part> => {
  const lacks = new Set<'name' | 'tags'>();
  const violated = templates.flatMap((template) => {
    const { mode, ...how } = modeFor(policy, template.id, facts);
    const parts = mode === 'off' ? [] : template.offending(model);
    return mode !== 'off' && parts.length > 0 ? [{ template, mode, how, parts }] : [];
  });
  const entries = violated.length > 0 ? candidates(exclusionsOf(policy.exclusions), facts) : [];
  const decisions = violated.map(({ template, mode, how, parts }) => {
    if (how.lacks) lacks.add(how.lacks);
    const mine = forTemplate(entries, template.id);
    const settings = settingsOf(policy, template.id);
    const excusals = parts.map((part) => {
      const only = template.reportOnly?.(model, part, settings);
      const unsure = unreadableOverride(how, facts) ?? template.unchecked?.(model, part);
      const excused = matchPart(mine, () => kind.addresses?.(model, part), kind.software?.(part));
      return { part, ...excused, ...(only !== undefined && { only }), ...(unsure && { unsure }) };
    });
    for (const { holds } of excusals) if (holds === 'name' || holds === 'tags') lacks.add(holds);
    const grade = template.grade?.(model, parts);
    const decision = sort(template.id, mode, excusals, facts);
    return { ...withNote(decision, loweredBy(policy, template.id, how, mode)), ...(grade && { grade }) };
  });
  return { decisions, lacks };
};

/** Why nothing may be changed although the mode would let it. */
const unreadableOverride = ({ unreadable }: Pick<ModeInForce, 'unreadable'>, { id, tags }: Facts) =>
  unreadable &&
  `Nothing was changed: the tags of ${id} cannot be read, so it cannot be told whether the override of ${unreadable.origin} holds. ${tags && 'error' in tags ? tags.error : ''}`.trim();

/** Who has made a template only report here. */
const loweredBy = (
  policy: Judge<never, never>['policy'],
  template: string,
  { by }: Pick<ModeInForce, 'by'>,
  mode: Mode,
): string | undefined =>
  by && mode === 'notify' && modeOf(policy, template) === 'remediate'
    ? `Only reported: the override of ${by.origin} says so.`
    : undefined;

const withNote = <Part>(decision: Decision<Part>, words: string | undefined): Decision<Part> =>
  words === undefined || decision.notify.length === 0
    ? decision
    : { ...decision, note: decision.note ? `${decision.note} ${words}` : words };

/** The same decision where nothing may be changed: what was to be fixed is reported, and why. */
export const onlyReported = <Part>(decision: Decision<Part>, why: string): Decision<Part> =>
  decision.remediate.length === 0
    ? decision
    : {
        ...decision,
        remediate: [],
        held: true,
        notify: [...decision.notify, ...decision.remediate],
        note: decision.note ? `${decision.note} ${why}` : why,
      };
