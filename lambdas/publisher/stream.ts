import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';
import { fromItem } from '../adapters/item.ts';
import { own } from '../core/base/json.ts';
import type { Status } from '../core/ledger/record.ts';
import { isEmpty, isTexts, type Pending, pendingOf, samePending } from './pending.ts';
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

/** A ledger record that is to be published, wholly or as far as `pending` says. */
export interface Publication {
  readonly record: ClosedRecord | RefusalRecord;
  readonly pending?: Pending;
  /** What sinks have refused for good so far. */
  readonly owed?: Pending;
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

const debtOf = (value: unknown): Pick<Publication, 'pending' | 'owed'> => {
  const [pending, owed] = [pendingOf(value), pendingOf(value, 'owed')];
  return { ...(pending && { pending }), ...(owed && { owed }) };
};

/** A ledger record that is done, as it comes from the table or its stream, with what is still to be published. */
export const closedRecord = (
  value: unknown,
): (Publication & { readonly record: ClosedRecord }) | undefined =>
  isClosedRecord(value) ? { record: value, ...debtOf(value) } : undefined;

const image = (value: StreamRecord['NewImage']): unknown =>
  value && fromItem(value as Record<string, AttributeValue>);

/** What the record asks for was asked for by its image before, or has been done. */
const isOver = (now: unknown, before: unknown): boolean => {
  const pending = pendingOf(now);
  if (pending && isEmpty(pending)) return true;
  const sameState = before !== undefined && own(before, 'state') === own(now, 'state');
  return sameState && samePending(pendingOf(before), pending);
};

/**
 * What a record of the ledger's stream (view NEW_AND_OLD_IMAGES) asks to be published; undefined for what is not done
 * yet, expired, or was seen before. Throws when the image is none of a ledger record.
 */
export const publicationOf = ({ dynamodb }: DynamoDBRecord): Publication | undefined => {
  const now = image(dynamodb?.NewImage);
  if (now === undefined || own(now, 'state') === 'STARTED') return undefined;
  if (isOver(now, image(dynamodb?.OldImage))) return undefined;
  if (!isClosedRecord(now) && !isRefusal(now))
    throw new TypeError('The stream brought an image that is no ledger record; it is left out.');
  return { record: now, ...debtOf(now) };
};
