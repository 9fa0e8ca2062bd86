import type { Place } from '../base/resource-type.ts';
import type { LedgerRecord } from './record.ts';

const DAY_SECONDS = 86_400;

/** What every entry of a resource's log says of the resource and of who writes it. */
export interface Writer {
  readonly place: Pick<Place, 'account' | 'region'>;
  /** Drawbridge's version. */
  readonly version: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** `retention.ledgerDays`. */
  readonly keepDays: number;
}

type Subject = Pick<LedgerRecord, 'resource' | 'kind' | 'type' | 'id'> & Partial<Pick<LedgerRecord, 'name'>>;

type Rest = Omit<LedgerRecord, keyof Subject | 'n' | 'account' | 'region' | 'version' | 'expires' | 'lease'> &
  Partial<Pick<LedgerRecord, 'n' | 'lease' | 'expires'>>;

/** The entry that comes after `latest` in a resource's log: the one place where records are made. */
export const nextEntry = (
  { resource, kind, type, id, name }: Subject,
  latest: Pick<LedgerRecord, 'n'> | undefined,
  { place, version, now, keepDays }: Writer,
  rest: Rest,
): LedgerRecord => ({
  ...{ resource, n: (latest?.n ?? 0) + 1, lease: now, kind, type, id },
  ...(name !== undefined && { name }),
  ...{ account: place.account, region: place.region, version },
  expires: Math.floor(now / 1000) + keepDays * DAY_SECONDS,
  ...rest,
});
