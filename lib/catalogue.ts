import type { Template } from '../lambdas/core/kind.ts';
import { modeOf, type Policy } from '../lambdas/core/policy.ts';
import { securityGroup } from '../lambdas/security-group/kind.ts';
import { TEMPLATES as SECURITY_GROUP } from '../lambdas/security-group/templates.ts';
import { type Declaration, inForce } from './derive.ts';

/** A resource type and its templates, as far as they are data. */
export interface Entry {
  readonly kind: Declaration;
  readonly templates: readonly Omit<Template<never, unknown>, 'offending'>[];
}

/** Every resource type: the only list there is. */
export const CATALOGUE: readonly Entry[] = [{ kind: securityGroup, templates: SECURITY_GROUP }];

/** What this policy leaves of the catalogue: a resource type whose templates are all off needs no deployment. */
export const entriesInForce = (policy: Policy): readonly Entry[] =>
  CATALOGUE.map(({ kind, templates }) => ({ kind: inForce(kind, policy), templates })).filter(
    ({ kind, templates }) =>
      templates.some(({ id }) => modeOf(policy, id) !== 'off') ||
      (kind.name === securityGroup.name &&
        policy.customTemplates.some(({ id }) => modeOf(policy, id) !== 'off')),
  );
