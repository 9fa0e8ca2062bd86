import { modeOf, type Policy } from '../lambdas/core/base/policy.ts';
import type { Template } from '../lambdas/core/base/resource-type.ts';
import { TEMPLATES as RDS_SNAPSHOT } from '../lambdas/resource-types/rds-snapshot/templates.ts';
import { rdsSnapshot } from '../lambdas/resource-types/rds-snapshot/type.ts';
import { TEMPLATES as S3_BUCKET } from '../lambdas/resource-types/s3-bucket/templates.ts';
import { s3Bucket } from '../lambdas/resource-types/s3-bucket/type.ts';
import { TEMPLATES as SECURITY_GROUP } from '../lambdas/resource-types/security-group/templates.ts';
import { securityGroup } from '../lambdas/resource-types/security-group/type.ts';
import { type Declaration, inForce } from './derive.ts';

/** A resource type and its templates, as far as they are data. */
export interface Entry {
  readonly kind: Declaration;
  readonly templates: readonly Omit<Template<never, unknown>, 'offending'>[];
}

/** Every resource type: the only list there is. */
export const CATALOGUE: readonly Entry[] = [
  { kind: securityGroup, templates: SECURITY_GROUP },
  { kind: s3Bucket, templates: S3_BUCKET },
  { kind: rdsSnapshot, templates: RDS_SNAPSHOT },
];

/** What this policy leaves of the catalogue: a resource type whose templates are all off needs no deployment. */
export const entriesInForce = (policy: Policy): readonly Entry[] =>
  CATALOGUE.map(({ kind, templates }) => ({ kind: inForce(kind, policy), templates })).filter(
    ({ kind, templates }) =>
      templates.some(({ id }) => modeOf(policy, id) !== 'off') ||
      (kind.name === securityGroup.name &&
        policy.customTemplates.some(({ id }) => modeOf(policy, id) !== 'off')),
  );
