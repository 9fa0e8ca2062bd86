import type { Template } from './kind.ts';
import { modeOf, type Policy } from './policy.ts';

/** What is to happen to the violating parts of one template. Each part is in one list only. */
export interface Decision<Part> {
  readonly template: string;
  readonly remediate: readonly Part[];
  readonly notify: readonly Part[];
  readonly exclude: readonly Part[];
}

/** Judges a resource under every template that is on. */
export const decide = <Model, Part>(
  templates: readonly Template<Model, Part>[],
  policy: Policy,
  model: Model,
): readonly Decision<Part>[] =>
  templates.flatMap((template) => {
    const mode = modeOf(policy, template.id);
    const parts = mode === 'off' ? [] : template.offending(model);
    if (parts.length === 0) return [];
    return [
      {
        template: template.id,
        remediate: mode === 'remediate' ? parts : [],
        notify: mode === 'notify' ? parts : [],
        exclude: [],
      },
    ];
  });
