import type { Template } from '../lambdas/core/kind.ts';
import { securityGroup } from '../lambdas/security-group/kind.ts';
import { TEMPLATES as SECURITY_GROUP } from '../lambdas/security-group/templates.ts';
import type { Declaration } from './derive.ts';

/** A resource type and its templates, as far as they are data. */
export interface Entry {
  readonly kind: Declaration;
  readonly templates: readonly Omit<Template<never, unknown>, 'offending'>[];
}

/** Every resource type: the only list there is. */
export const CATALOGUE: readonly Entry[] = [{ kind: securityGroup, templates: SECURITY_GROUP }];
