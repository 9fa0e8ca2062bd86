import type { Place } from '../../core/base/resource-type.ts';

/** How an ARN spells the two sorts of snapshots; those of Aurora, Neptune and DocumentDB are cluster snapshots. */
export type Sort = 'snapshot' | 'cluster-snapshot';

/** One value of the attribute `restore`: who may copy and restore the snapshot, an account id or `all`. */
export interface RestoreValue {
  readonly value: string;
}

/** A snapshot, as far as it is shared. */
export interface Snapshot {
  /** The last part of its ARN, `snapshot:NAME` or `cluster-snapshot:NAME`: the two sorts may share a name. */
  readonly id: string;
  readonly restore: readonly RestoreValue[];
}

/** What makes a snapshot public. */
export const EVERYBODY = 'all';

export const sortOf = (id: string): Sort => (id.startsWith('cluster-') ? 'cluster-snapshot' : 'snapshot');

/** The identifier as AWS shows it. It may hold colons itself: `rds:…`, `awsbackup:…`. */
export const nameOf = (id: string): string => id.slice(id.indexOf(':') + 1);

export const arnOf = (id: string, { partition, region, account }: Place): string =>
  `arn:${partition}:rds:${region}:${account}:${id}`;

/**
 * Letters, digits and hyphens, up to 255 of them; snapshots that RDS and AWS Backup make have a prefix and a colon.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
 */
const NAME = '[a-z](?:[a-z0-9:-]{0,253}[a-z0-9])?';
const WHOLE_NAME = new RegExp(`^${NAME}$`);
const ARN = `arn:aws[a-z-]*:rds:([a-z0-9-]+):([0-9]{12}):((?:cluster-)?snapshot:${NAME})`;
const ARNS = new RegExp(`${ARN}(?![:-]*[a-z0-9])`, 'g');
const WHOLE_ARN = new RegExp(`^${ARN}$`, 'g');

/** A snapshot and the place that its ARN names. */
export interface Located extends Pick<Place, 'region' | 'account'> {
  readonly id: string;
}

const located = (text: string, pattern: RegExp): readonly Located[] =>
  [...text.toLowerCase().matchAll(pattern)].map(([, region = '', account = '', id = '']) => ({
    region,
    account,
    id,
  }));

/** The snapshots whose ARNs stand anywhere in a text. */
export const snapshotsIn = (text: string): readonly Located[] => located(text, ARNS);

/** The snapshot of an ARN; undefined when the text is anything else. */
export const parseArn = (text: string): Located | undefined => located(text, WHOLE_ARN)[0];

/**
 * The id of a snapshot that goes by its bare name; undefined when no snapshot can have that name. RDS stores names in
 * lower case, however they are written:
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBSnapshots.html
 */
export const idOf = (sort: Sort, name: string): string | undefined => {
  const lower = name.toLowerCase();
  return WHOLE_NAME.test(lower) && !lower.startsWith('arn:') ? `${sort}:${lower}` : undefined;
};
