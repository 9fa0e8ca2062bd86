import { withoutStatements } from '../../../lambdas/resource-types/s3-bucket/fix-policy.ts';
import {
  type Bucket,
  bucketOf,
  contentOf,
  grantParts,
  statementParts,
} from '../../../lambdas/resource-types/s3-bucket/model.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/s3-bucket/templates.ts';

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
  const contents = new Set(removable(bucketWith(document)).map(contentOf));
  return contents.size === 0 ? document : withoutStatements(document, contents);
};
