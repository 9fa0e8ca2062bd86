import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';
import { fromItem } from '../adapters/item.ts';
import { own } from '../core/base/json.ts';
import type { Status } from '../core/ledger/record.ts';
import { isTexts, type Owed, owedOf } from './owed.ts';
import type { ClosedRecord } from './sink.ts';

/** An event that could not be judged, as the ledger holds it. */
export interface RefusalRecord {
  readonly resource: string;
  readonly n: number;
  readonly state: 'REFUSED';
  readonly kind: string;
  readonly eventId: string;
  readonly reason: string;
  /** Who judges instead; then nobody needs to look at it. */
  readonly handedTo?: string;
  readonly account: string;
  readonly region: string;
}

export type PublishedRecord = ClosedRecord | RefusalRecord;

/** A finished record of the ledger with what its sinks have not taken. */
export interface Publication {
  readonly record: PublishedRecord;
  /** Absent where every sink has taken it at once, or none has been asked yet. */
  readonly owed?: Owed;
  /** A person has been told that a sink refuses it. */
  readonly announced?: boolean;
}

const STATUSES: ReadonlySet<unknown> = new Set<Status>([
  'REMEDIATED',
  'NOTIFIED',
  'EXCLUDED',
  'FAILED',
  'RESOLVED',
]);

const TEXTS = ['resource', 'kind', 'account', 'region'];

const isState = (value: unknown): boolean =>
  STATUSES.has(own(value, 'status')) && isTexts(own(value, 'keys')) && isTexts(own(value, 'violating'));

const isClosedRecord = (value: unknown): value is ClosedRecord => {
  const findings = own(value, 'findings');
  const changed = own(value, 'changed');
  return (
    own(value, 'state') === 'CLOSED' &&
    [...TEXTS, 'id', 'type', 'closedAt', 'version'].every((key) => typeof own(value, key) === 'string') &&
    ['n', 'kept'].every((key) => typeof own(value, key) === 'number') &&
    ['before', 'removed'].every((key) => Array.isArray(own(value, key))) &&
    isTexts(changed) &&
    changed.every((template) => isState(own(findings, template)))
  );
};

const isRefusal = (value: unknown): value is RefusalRecord =>
  own(value, 'state') === 'REFUSED' &&
  own(value, 'n') === 1 &&
  [...TEXTS, 'eventId', 'reason'].every((key) => typeof own(value, key) === 'string');

/** A finished record as it comes from the table or its stream; undefined where it is none. */
export const publicationFrom = (value: unknown): Publication | undefined => {
  if (!isClosedRecord(value) && !isRefusal(value)) return undefined;
  const owed = owedOf(value);
  return {
    record: value,
    ...(owed && { owed }),
    ...(own(value, 'announced') === true && { announced: true }),
  };
};

const image = (value: StreamRecord['NewImage']): unknown =>
  value && fromItem(value as Record<string, AttributeValue>);

/** The sinks have been asked before: what they did not take is owed, and found by its index. */
const isOver = (now: unknown, before: unknown): boolean =>
  own(now, 'owed') !== undefined || (before !== undefined && own(before, 'state') === own(now, 'state'));

/**
 * The record of the ledger's stream (view NEW_AND_OLD_IMAGES) that is to be published; undefined for what is not done
 * yet, expired, or was seen before. Throws when the image is none of a ledger record.
 */
export const recordOf = ({ dynamodb }: DynamoDBRecord): PublishedRecord | undefined => {
  const now = image(dynamodb?.NewImage);
  if (now === undefined || own(now, 'state') === 'STARTED') return undefined;
  if (isOver(now, image(dynamodb?.OldImage))) return undefined;
  const publication = publicationFrom(now);
  if (!publication)
    throw new TypeError('The stream brought an image that is no ledger record; it is left out.');
  return publication.record;
};
