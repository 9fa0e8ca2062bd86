import { DEFAULT_POLICY } from '../../../lambdas/core/base/policy.ts';
import { plan } from '../../../lambdas/core/judge/split.ts';
import { statementParts, withoutStatements } from '../../../lambdas/core/judge/statement-parts.ts';
import {
  type Bucket,
  bucketOf,
  contentOf,
  grantParts,
  isStatement,
} from '../../../lambdas/resource-types/s3-bucket/model.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/s3-bucket/templates.ts';
import { s3Bucket } from '../../../lambdas/resource-types/s3-bucket/type.ts';

export const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
export const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
export const OWNER = '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a';
/** The canonical id that CloudFront delivers its logs with. */
export const CLOUDFRONT_LOGS = 'c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0';

export const bucketWith = (
  document: unknown,
  grants: readonly (readonly [string, string])[] = [],
  rest: Partial<Bucket> = {},
): Bucket => ({ ...bucketOf('b', [...statementParts(document), ...grantParts(grants)]), ...rest });

type Websites = 'notify' | 'remediate';

/** The templates that a bucket violates, by what is to become of it. */
export const violated = (bucket: Bucket, websites?: Websites) => {
  const settings = websites ? { websites } : {};
  const removes: string[] = [];
  const reports: string[] = [];
  for (const { id, offending, reportOnly } of TEMPLATES)
    for (const part of offending(bucket))
      (reportOnly?.(bucket, part, settings) === undefined ? removes : reports).push(id);
  return { removes: [...new Set(removes)], reports: [...new Set(reports)] };
};

/** The parts that all templates together would remove. */
export const removable = (bucket: Bucket, websites?: Websites) =>
  TEMPLATES.flatMap(({ offending, reportOnly }) =>
    offending(bucket).filter(
      (part) => reportOnly?.(bucket, part, websites ? { websites } : {}) === undefined,
    ),
  );

/** What all templates together leave of a policy; undefined when nothing is left. */
export const closed = (document: unknown): unknown => {
  const bucket = bucketWith(document);
  const decisions = TEMPLATES.map(({ id, offending, reportOnly }) => {
    const remediate = offending(bucket).filter((part) => reportOnly?.(bucket, part, {}) === undefined);
    return { template: id, remediate, notify: [], exclude: [], unchecked: [] };
  });
  const judge = { kind: s3Bucket, templates: TEMPLATES, policy: DEFAULT_POLICY };
  const { remove, rest } = plan(judge, bucket, decisions);
  if (remove.length === 0) return document;
  const replacements = remove.filter(isStatement).flatMap((part) => {
    const other = rest.filter(isStatement).find(({ position }) => position === part.position);
    return other ? [[contentOf(part), JSON.parse(other.statement) as unknown] as const] : [];
  });
  return withoutStatements(document, new Set(remove.map(contentOf)), new Map(replacements));
};
