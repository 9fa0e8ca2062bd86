import type { Catalogue } from '../../lambdas/core/finding.ts';
import type { Policy } from '../../lambdas/core/policy.ts';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';

/** What the publisher knows, and the policy file's own templates. */
export const catalogueOf = ({ customTemplates }: Pick<Policy, 'customTemplates'>): Catalogue => {
  const custom = customTemplates.map(
    ({ id, title, severity, why = title, controls = [] }) =>
      [id, { title, severity, why, controls }] as const,
  );
  return { ...CATALOGUE, templates: new Map([...CATALOGUE.templates, ...custom]) };
};
