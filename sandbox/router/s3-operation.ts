import type { Request } from './http.ts';

export interface S3Operation {
  /** As CloudTrail names it, e.g. `PutBucketPublicAccessBlock`. */
  readonly name: string;
  readonly bucket?: string;
  readonly key?: string;
  /** The sub-resource of the request, e.g. `acl`. */
  readonly resource?: string;
}

/** Sub-resources of buckets and objects, and the words that CloudTrail has for them. */
const RESOURCES: Readonly<Record<string, string>> = {
  acl: 'Acl',
  cors: 'Cors',
  encryption: 'Encryption',
  lifecycle: 'Lifecycle',
  location: 'Location',
  logging: 'Logging',
  notification: 'Notification',
  ownershipControls: 'OwnershipControls',
  policy: 'Policy',
  policyStatus: 'PolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'Replication',
  tagging: 'Tagging',
  versioning: 'Versioning',
  website: 'Website',
};

const VERBS: Readonly<Record<string, string>> = {
  PUT: 'Put',
  GET: 'Get',
  DELETE: 'Delete',
  HEAD: 'Head',
  POST: 'Post',
};

const WHOLE: Readonly<Record<string, string>> = {
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
  GET: 'ListObjects',
  HEAD: 'HeadBucket',
  POST: 'DeleteObjects',
};

const ACCOUNT_BLOCK = '/v20180820/configuration/publicAccessBlock';

const nameOf = (method: string, resource: string | undefined, key: string): string => {
  if (!key && !resource) return WHOLE[method] ?? method;
  return `${VERBS[method] ?? method}${key ? 'Object' : 'Bucket'}${resource ? RESOURCES[resource] : ''}`;
};

/** What an S3 or S3 Control request asks for; buckets are addressed by path. */
export const s3Operation = ({ method, url }: Pick<Request, 'method' | 'url'>): S3Operation => {
  if (url.pathname === ACCOUNT_BLOCK)
    return { name: `${VERBS[method] ?? method}AccountPublicAccessBlock`, resource: 'publicAccessBlock' };
  const [bucket, ...rest] = url.pathname.slice(1).split('/');
  if (!bucket) return { name: 'ListBuckets' };
  const resource = Object.keys(RESOURCES).find((name) => url.searchParams.has(name));
  const key = rest.join('/');
  return {
    name: nameOf(method, resource, key),
    bucket,
    ...(key && { key }),
    ...(resource && { resource }),
  };
};
