import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord, StreamRecord } from 'aws-lambda';
import { fromItem } from '../adapters/item.ts';
import { own } from '../core/base/json.ts';
import { idInArn, type Place, type ResourceType } from '../core/base/resource-type.ts';
import { isApproval } from '../core/exclusions/approvals.ts';
import { endOf } from '../core/exclusions/exceptions.ts';

/** A resource that is to be judged again, and when. */
export interface Look {
  /** Unique to the exception and its end, 20 hexadecimal digits. */
  readonly key: string;
  /** The resource type's name. */
  readonly kind: string;
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What is known to plan with. */
export interface Known {
  readonly types: readonly Pick<ResourceType<never, never>, 'name' | 'arn' | 'idOf'>[];
  readonly place: Place;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** An exception ends in the last millisecond of a day; a schedule knows seconds, and none that are past. */
const AFTER_MS = 1_000;
const SOON_MS = 60_000;

const image = (value: StreamRecord['NewImage']): unknown =>
  value && fromItem(value as Record<string, AttributeValue>);

const keyOf = (...words: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 20);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** DynamoDB itself drops what is over. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html */
const isExpiry = ({ userIdentity }: DynamoDBRecord): boolean =>
  own(userIdentity, 'principalId') === 'dynamodb.amazonaws.com';

/**
 * When the resource of an exception is to be judged again: once it ends, or soon where somebody has ended it before its
 * time. Undefined for what is no exception about a resource of ours, and for what has been judged since.
 */
export const lookAfter = (record: DynamoDBRecord, { types, place, now }: Known): Look | undefined => {
  const isEnded = record.eventName === 'REMOVE';
  const item = image(isEnded ? record.dynamodb?.OldImage : record.dynamodb?.NewImage);
  const [resource, exception, until] = ['resource', 'id', 'until'].map((key) => text(own(item, key)));
  if (!resource || !exception || !until || isApproval(item) || (isEnded && isExpiry(record)))
    return undefined;
  const [found] = types.flatMap((type) => {
    const id = idInArn(type, resource, place);
    return id === undefined ? [] : [{ kind: type.name, id }];
  });
  const end = endOf(until);
  if (!found || Number.isNaN(end)) return undefined;
  return {
    key: keyOf(resource, exception, until, isEnded),
    ...found,
    at: isEnded ? now + SOON_MS : Math.max(end + AFTER_MS, now + SOON_MS),
  };
};
