import type { Policy } from '../lambdas/core/base/policy.ts';
import { arnOf, type Described, type Form, formOf } from '../lambdas/core/base/presentation.ts';
import { type Place, templatesOf } from '../lambdas/core/base/resource-type.ts';
import { listed } from '../lambdas/core/base/text.ts';
import { RESOURCE_TYPES } from '../lambdas/resource-types/catalogue.ts';
import { INSTANCE } from '../lambdas/workloads/instance/described.ts';
import { didYouMean } from '../lib/policy/nearest.ts';
import { UsageError } from './exit.ts';

/** Every resource type, and instances, which scans judge. */
export const DESCRIBED: readonly Described[] = [...RESOURCE_TYPES, INSTANCE];

/** A sort of resources as people name them. */
export interface Sort {
  readonly described: Described;
  readonly form: Form;
}

/** The sort of resources that a template of a resource type is about. Throws where there is no such type. */
export const sortOf = (kind: string, template: string): Sort => {
  const described = DESCRIBED.find(({ type }) => type.name === kind);
  const form = described && formOf(described.presentation, template);
  if (!described || !form) throw new Error(`There is no resource type ${kind}.`);
  return { described, form };
};

/** The ARN of a resource of one sort, out of its name, id or ARN; undefined where it cannot be one. */
export const arnUnder = ({ described, form }: Sort, name: string, place: Place): string | undefined =>
  arnOf(described.type, form, name, place);

/** Every resource that a name, id or ARN can stand for. */
export const arnsOf = (name: string, place: Place): readonly string[] => {
  if (name.startsWith('arn:')) return [name];
  return DESCRIBED.flatMap(({ type, presentation }) =>
    presentation.forms.flatMap((form) => (form.fits(name) ? [type.arn(form.id(name), place)] : [])),
  );
};

/** What can be named, e.g. `a security group, a bucket or a DB snapshot`. */
export const NAMEABLE = listed(
  RESOURCE_TYPES.flatMap(({ presentation }) => presentation.forms.map(({ noun }) => noun)),
  'or',
);

/** The sort of resources that a template is about. Throws a UsageError for one that there is not. */
export const sortFor = (template: string, policy: Policy): Sort => {
  const known = DESCRIBED.flatMap(({ type }) =>
    templatesOf(type, policy).map(({ id }) => ({ id, kind: type.name })),
  );
  const entry = known.find(({ id }) => id === template);
  if (!entry) {
    const hint = didYouMean(
      template,
      known.map(({ id }) => id),
    );
    throw new UsageError(
      `There is no template ${template}.${hint} npx --no -- drawbridge templates lists them.`,
    );
  }
  return sortOf(entry.kind, template);
};

/** The ARN of the resource that a name, id or ARN means under a template. Throws a UsageError where it cannot be one. */
export const arnOfTemplate = (name: string, template: string, policy: Policy, place: Place): string => {
  const sort = sortFor(template, policy);
  const arn = arnUnder(sort, name, place);
  if (arn === undefined)
    throw new UsageError(
      `${name} is not ${sort.form.noun} of account ${place.account} in ${place.region}, which ${template} is about. Write its id or ARN.`,
    );
  return arn;
};
