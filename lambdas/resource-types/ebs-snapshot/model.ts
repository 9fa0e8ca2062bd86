import type { Place } from '../../core/base/resource-type.ts';

/** One value of `createVolumePermission`: an account id, or the group `all`. */
export interface Permission {
  readonly value: string;
}

/** A snapshot, as far as it is shared. */
export interface Snapshot {
  readonly id: string;
  readonly permissions: readonly Permission[];
}

/** What makes a snapshot public. */
export const EVERYBODY = 'all';

/** EC2's ids: 8 digits until 2016, 17 since. */
export const ID = /^snap-[0-9a-f]{8,17}$/;

export const arnOf = (id: string, { partition, region }: Pick<Place, 'partition' | 'region'>): string =>
  `arn:${partition}:ec2:${region}::snapshot/${id}`;
