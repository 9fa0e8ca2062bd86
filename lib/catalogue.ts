import { mayBeOn, mayRemediate, type Policy } from '../lambdas/core/base/policy.ts';
import { type Template, templatesOf } from '../lambdas/core/base/resource-type.ts';
import { RESOURCE_TYPES } from '../lambdas/resource-types/catalogue.ts';
import { type Declaration, inForce } from './derive.ts';

/** A resource type and its templates, as far as they are data. */
export interface Entry {
  readonly kind: Declaration;
  readonly templates: readonly Omit<Template<never, unknown>, 'offending'>[];
}

/** Every resource type with its templates of the catalogue. */
export const CATALOGUE: readonly Entry[] = RESOURCE_TYPES.map(({ type }) => ({
  kind: type,
  templates: type.templates,
}));

/** What this policy leaves of the catalogue: a resource type whose templates are all off needs no deployment. */
export const entriesInForce = (policy: Policy): readonly Entry[] =>
  RESOURCE_TYPES.map(({ type }) => {
    const templates = templatesOf(type, policy);
    const kind = inForce(type, policy);
    // What is named, and nothing else.
    const isAsked = templates.some(({ id }) => mayRemediate({ ...policy, mode: 'notify' }, id));
    return { kind: type.fixIsAsked && !isAsked ? { ...kind, fix: [] } : kind, templates };
  }).filter(({ templates }) => templates.some(({ id }) => mayBeOn(policy, id)));
