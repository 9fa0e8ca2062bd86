import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';
import { fromItem } from '../adapters/item.ts';
import { isRecord, own } from '../core/event.ts';
import type { Status } from '../core/record.ts';
import type { ClosedRecord } from './sink.ts';

export const SINKS = ['sns', 'securityHub', 'eventBridge'] as const;
export type SinkName = (typeof SINKS)[number];

/**
 * What is still to be published, template ids by sink: the ledger record's attribute `pending`. Absent on a record that
 * no sink has failed yet, empty once all of them have taken it.
 */
export type Pending = Readonly<Partial<Record<SinkName, readonly string[]>>>;

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
}

const STATUSES: ReadonlySet<unknown> = new Set<Status>([
  'REMEDIATED',
  'NOTIFIED',
  'EXCLUDED',
  'FAILED',
  'RESOLVED',
]);

const TEXTS = ['resource', 'kind', 'account', 'region'];

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

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

const pendingOf = (value: unknown): Pending | undefined => {
  const pending = own(value, 'pending');
  if (!isRecord(pending)) return undefined;
  return Object.fromEntries(
    SINKS.flatMap((sink) => {
      const templates = own(pending, sink);
      return isTexts(templates) ? [[sink, templates]] : [];
    }),
  );
};

/** Do these name the same templates for the same sinks? */
export const samePending = (one: Pending | undefined, other: Pending | undefined): boolean =>
  (one === undefined) === (other === undefined) &&
  SINKS.every((sink) => one?.[sink]?.toSorted().join() === other?.[sink]?.toSorted().join());

const image = (value: StreamRecord['NewImage']): unknown =>
  value && fromItem(value as Record<string, AttributeValue>);

/** What the record asks for was asked for by its image before, or has been done. */
const isOver = (now: unknown, before: unknown): boolean => {
  const pending = pendingOf(now);
  if (pending && Object.keys(pending).length === 0) return true;
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
  const pending = pendingOf(now);
  return { record: now, ...(pending && { pending }) };
};
