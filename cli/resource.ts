import type { Place } from '../lambdas/core/base/resource-type.ts';
import { rdsSnapshot } from '../lambdas/resource-types/rds-snapshot/type.ts';
import { s3Bucket } from '../lambdas/resource-types/s3-bucket/type.ts';
import { securityGroup } from '../lambdas/resource-types/security-group/type.ts';

/** A sort of resources, as far as names and ARNs go. */
export interface Sort {
  /** `security-group`, `s3-bucket`, `rds-snapshot`. */
  readonly kind: string;
  readonly noun: string;
  /** Whether its resources can go by this name. */
  fits(name: string): boolean;
  arn(name: string, place: Place): string;
}

const snapshots = (sort: 'snapshot' | 'cluster-snapshot', noun: string): Sort => {
  const bare = (name: string) => (name.startsWith(`${sort}:`) ? name.slice(sort.length + 1) : name);
  return {
    kind: rdsSnapshot.name,
    noun,
    fits: (name) => /^[A-Za-z][A-Za-z0-9:-]*$/.test(bare(name)) && !/^(cluster-)?snapshot:/.test(bare(name)),
    arn: (name, place) => rdsSnapshot.arn(`${sort}:${bare(name).toLowerCase()}`, place),
  };
};

const SORTS = {
  group: {
    kind: securityGroup.name,
    noun: 'a security group',
    fits: (name) => /^sg-[0-9a-f]{8,17}$/.test(name),
    arn: securityGroup.arn,
  },
  bucket: {
    kind: s3Bucket.name,
    noun: 'a bucket',
    fits: (name) => /^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/.test(name),
    arn: s3Bucket.arn,
  },
  snapshot: snapshots('snapshot', 'a DB snapshot'),
  cluster: snapshots('cluster-snapshot', 'a DB cluster snapshot'),
} as const satisfies Readonly<Record<string, Sort>>;

/** The sort of resources that a template is about. */
export const sortOf = (kind: string, template: string): Sort => {
  if (kind === rdsSnapshot.name) return template.includes('cluster') ? SORTS.cluster : SORTS.snapshot;
  return kind === s3Bucket.name ? SORTS.bucket : SORTS.group;
};

/** The ARN of a resource of one sort, out of its name, id or ARN; undefined where it cannot be one. */
export const arnOf = (sort: Sort, name: string, place: Place): string | undefined => {
  if (!name.startsWith('arn:')) return sort.fits(name) ? sort.arn(name, place) : undefined;
  const rest = name.slice(sort.arn('', place).length);
  return sort.fits(rest) && sort.arn(rest, place) === name ? name : undefined;
};

/** Every resource that a name, id or ARN can stand for. */
export const arnsOf = (name: string, place: Place): readonly string[] => {
  if (name.startsWith('arn:')) return [name];
  return Object.values<Sort>(SORTS).flatMap((sort) => (sort.fits(name) ? [sort.arn(name, place)] : []));
};
