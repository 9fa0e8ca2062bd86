import { mayBeOn, type Policy } from '../lambdas/core/base/policy.ts';
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
  RESOURCE_TYPES.map(({ type }) => ({
    kind: inForce(type, policy),
    templates: templatesOf(type, policy),
  })).filter(({ templates }) => templates.some(({ id }) => mayBeOn(policy, id)));
