import type { Policy } from '../core/base/policy.ts';
import type { Kind } from '../core/base/resource-type.ts';
import { ACCOUNT_TEMPLATES } from '../core/ledger/account.ts';
import type { Catalogue, TemplateFacts } from '../core/ledger/finding.ts';
import { TEMPLATES as RDS_SNAPSHOT } from '../resource-types/rds-snapshot/templates.ts';
import { rdsSnapshot } from '../resource-types/rds-snapshot/type.ts';
import { TEMPLATES as S3_BUCKET } from '../resource-types/s3-bucket/templates.ts';
import { s3Bucket } from '../resource-types/s3-bucket/type.ts';
import { customTemplate, TEMPLATES as SECURITY_GROUP } from '../resource-types/security-group/templates.ts';
import { securityGroup } from '../resource-types/security-group/type.ts';

interface ResourceType {
  readonly kind: Pick<Kind<never, never>, 'name' | 'key'>;
  readonly templates: readonly (TemplateFacts & { readonly id: string })[];
}

const RESOURCE_TYPES: readonly ResourceType[] = [
  { kind: securityGroup, templates: SECURITY_GROUP },
  { kind: s3Bucket, templates: S3_BUCKET },
  { kind: rdsSnapshot, templates: RDS_SNAPSHOT },
];

/** Every template and resource type there is. */
export const CATALOGUE: Catalogue = {
  templates: new Map<string, TemplateFacts>([
    ...RESOURCE_TYPES.flatMap(({ templates }) =>
      templates.map((template) => [template.id, template] as const),
    ),
    ...Object.entries(ACCOUNT_TEMPLATES),
  ]),
  keys: new Map(RESOURCE_TYPES.map(({ kind }) => [kind.name, (part: unknown) => kind.key(part as never)])),
};

/** The catalogue with the templates of the policy file. */
export const catalogueOf = ({ customTemplates }: Pick<Policy, 'customTemplates'>): Catalogue => ({
  ...CATALOGUE,
  templates: new Map([
    ...CATALOGUE.templates,
    ...customTemplates.map(customTemplate).map((template) => [template.id, template] as const),
  ]),
});
