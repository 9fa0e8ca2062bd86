import { own } from '../../lambdas/core/event.ts';

/** A time-boxed reason, granted at run time, why a violation is left alone. */
export interface Exception {
  /** ARN. */
  readonly resource: string;
  /** Id; absent for every template. */
  readonly template?: string;
  /** Only parts with this source: a CIDR or the id of a prefix list. */
  readonly source?: string;
  /** ISO 8601 time, or a last day in UTC. */
  readonly until: string;
  readonly reason: string;
  readonly grantedBy: string;
  readonly grantedAt: string;
}

/** Epoch milliseconds; NaN when it cannot be told. */
export const endOf = ({ until }: Pick<Exception, 'until'>): number =>
  Date.parse(/^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T23:59:59.999Z` : until);

/** An end that cannot be told is over, as it is for the functions. */
export const inForce = (exception: Pick<Exception, 'until'>, now: number): boolean => endOf(exception) > now;

const isFrom = (part: unknown, wanted: string): boolean => {
  const source = own(part, 'source');
  return own(source, 'cidr') === wanted || own(source, 'id') === wanted;
};

/** Does the exception allow one of these parts of a resource under a template? */
export const covers = (
  { resource, template, source }: Exception,
  arn: string,
  violated: string,
  parts: readonly unknown[],
): boolean =>
  resource === arn &&
  (template === undefined || template === violated) &&
  (source === undefined || parts.some((part) => isFrom(part, source)));
