import type { Policy } from '../core/base/policy.ts';
import { templatesOf } from '../core/base/resource-type.ts';
import { ACCOUNT_TEMPLATES } from '../core/ledger/account.ts';
import type { Catalogue, TemplateFacts } from '../core/ledger/finding.ts';
import { RESOURCE_TYPES } from '../resource-types/catalogue.ts';
import { INSTANCE } from '../workloads/instance/described.ts';
import { INSTANCE_TEMPLATES } from '../workloads/instance/templates.ts';

/** Every template and resource type there is, those of the policy file among them. */
export const catalogueOf = (policy: Pick<Policy, 'customTemplates' | 'help'>): Catalogue => ({
  ...(policy.help && { help: policy.help }),
  templates: new Map<string, TemplateFacts>([
    ...RESOURCE_TYPES.flatMap(({ type }) =>
      templatesOf(type, policy).map((template) => [template.id, template] as const),
    ),
    ...INSTANCE_TEMPLATES.map((template) => [template.id, template] as const),
    ...Object.entries(ACCOUNT_TEMPLATES),
  ]),
  types: new Map([...RESOURCE_TYPES, INSTANCE].map((described) => [described.type.name, described] as const)),
});

export const CATALOGUE: Catalogue = catalogueOf({ customTemplates: [] });
