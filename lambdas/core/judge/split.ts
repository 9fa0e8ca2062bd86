import { type Policy, settingsOf } from '../base/policy.ts';
import type { ResourceType, Template } from '../base/resource-type.ts';
import type { Decision } from './decide.ts';

/** What goes, each part once however many templates it breaks, and what takes its place. */
export interface Plan<Part> {
  readonly remove: readonly Part[];
  readonly rest: readonly Part[];
}

interface Planner<Model, Part> {
  readonly kind: Pick<ResourceType<Model, Part>, 'key' | 'sees'>;
  readonly templates: readonly Template<Model, Part>[];
  readonly policy: Pick<Policy, 'templates'>;
}

/** Takes away what each of the templates forbids; undefined when the part has to go as a whole. */
const restOf = <Model, Part>(
  part: Part,
  templates: readonly Template<Model, Part>[],
  policy: Pick<Policy, 'templates'>,
): readonly Part[] | undefined => {
  let parts: readonly Part[] = [part];
  for (const template of templates) {
    const left = parts.map((each) => template.rest?.(each, settingsOf(policy, template.id)));
    if (left.includes(undefined)) return undefined;
    parts = left.flatMap((each) => each ?? []);
  }
  return parts;
};

/**
 * What is to be done about the decisions as a whole. A part is replaced by its rest only where every remediating template
 * that it violates, and is not excluded from, leaves one; the rest then holds nothing that any of them forbids. What is there already is not added again.
 */
export const plan = <Model, Part>(
  { kind, templates, policy }: Planner<Model, Part>,
  model: Model,
  decisions: readonly Decision<Part>[],
): Plan<Part> => {
  const violated = new Map<string, { readonly part: Part; readonly by: Set<string> }>();
  for (const { template, remediate } of decisions)
    for (const part of remediate) {
      const entry = violated.get(kind.key(part)) ?? { part, by: new Set() };
      violated.set(kind.key(part), { ...entry, by: entry.by.add(template) });
    }
  const rest = [...violated.values()].flatMap(({ part, by }) => {
    const mine = templates.filter(({ id }) => by.has(id));
    return restOf(part, mine, policy) ?? [];
  });
  const missing = rest.filter((part) => !kind.sees(model, part));
  return {
    remove: [...violated.values()].map(({ part }) => part),
    rest: [...new Map(missing.map((part) => [kind.key(part), part])).values()],
  };
};
