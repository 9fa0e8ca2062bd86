import type { Message } from '@aws-sdk/client-sqs';
import { parse, validate } from '@aws-sdk/util-arn-parser';
import { at, isRecord, own } from '../core/base/json.ts';

/** Records of the ledger's stream that the publisher could not take. */
export interface Batch {
  readonly streamArn: string;
  readonly shardId: string;
  readonly startSequenceNumber: string;
  readonly endSequenceNumber: string;
}

/** What lies in the dead-letter queue. */
export type DeadLetter =
  /** An event that a function failed at for good, or that did not reach it. */
  | {
      readonly type: 'call';
      readonly functionArn: string;
      readonly payload: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'batch'; readonly functionArn: string; readonly batch: Batch }
  /** Our own word that a finding is FAILED. */
  | { readonly type: 'finding'; readonly resource: string; readonly template: string }
  /** Our own word that an event could not be judged. */
  | { readonly type: 'refusal'; readonly kind: string }
  /** Our own word that a sink has refused findings of a record of the ledger, which are still owed. */
  | { readonly type: 'unpublished'; readonly resource: string; readonly n: number }
  /** A sweep that could not be started. */
  | { readonly type: 'start' }
  | { readonly type: 'unknown' };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `…:function:NAME:$LATEST` and `…:function:NAME` are the same function. */
const withoutQualifier = (arn: string): string => arn.split(':').slice(0, 7).join(':');

const batchOf = (info: unknown): Batch => ({
  streamArn: text(own(info, 'streamArn')),
  shardId: text(own(info, 'shardId')),
  startSequenceNumber: text(own(info, 'startSequenceNumber')),
  endSequenceNumber: text(own(info, 'endSequenceNumber')),
});

/**
 * Only events are handed on: whoever may write to the queue must not command the functions. What else they take, as the
 * steps of a sweep, is called by whoever may call them.
 */
const isEvent = (payload: unknown): payload is Readonly<Record<string, unknown>> =>
  isRecord(payload) &&
  typeof own(payload, 'detail-type') === 'string' &&
  isRecord(own(payload, 'detail')) &&
  ['sweep', 'ping', 'owed', 'look', 'Records'].every((word) => own(payload, word) === undefined);

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const fromLambda = (body: Readonly<Record<string, unknown>>): DeadLetter | undefined => {
  const functionArn = withoutQualifier(text(at(body, 'requestContext.functionArn')));
  const payload = own(body, 'requestPayload');
  const info = own(body, 'DDBStreamBatchInfo');
  if (functionArn && isEvent(payload)) return { type: 'call', functionArn, payload };
  return functionArn && isRecord(info) ? { type: 'batch', functionArn, batch: batchOf(info) } : undefined;
};

/** The event itself, with the target's ARN as an attribute. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
const fromRule = (payload: Readonly<Record<string, unknown>>, target: string): DeadLetter | undefined => {
  const service = validate(target) ? parse(target).service : undefined;
  if (service === 'lambda' && isEvent(payload))
    return { type: 'call', functionArn: withoutQualifier(target), payload };
  return service === 'states' ? { type: 'start' } : undefined;
};

const unpublished = (detail: unknown): DeadLetter | undefined => {
  const [resource, n] = [text(own(detail, 'resource')), own(detail, 'n')];
  return resource && typeof n === 'number' ? { type: 'unpublished', resource, n } : undefined;
};

const fromUs = (body: Readonly<Record<string, unknown>>): DeadLetter | undefined => {
  if (own(body, 'source') !== 'drawbridge') return undefined;
  const detail = own(body, 'detail');
  const announced = own(body, 'detail-type');
  if (announced === 'Drawbridge Refusal') return { type: 'refusal', kind: text(own(detail, 'kind')) };
  if (announced === 'Drawbridge Unpublished') return unpublished(detail);
  if (announced !== 'Drawbridge Finding') return undefined;
  return {
    type: 'finding',
    resource: text(at(detail, 'resource.arn')),
    template: text(own(detail, 'template')),
  };
};

const parsed = (body: string | undefined): unknown => {
  try {
    return JSON.parse(body ?? '');
  } catch {
    return undefined;
  }
};

/** Reads a message of the dead-letter queue. Never throws. */
export const letterOf = ({ Body, MessageAttributes }: Message): DeadLetter => {
  const body = parsed(Body);
  if (!isRecord(body)) return { type: 'unknown' };
  const target = MessageAttributes?.['TARGET_ARN']?.StringValue ?? '';
  return fromLambda(body) ?? fromRule(body, target) ?? fromUs(body) ?? { type: 'unknown' };
};
