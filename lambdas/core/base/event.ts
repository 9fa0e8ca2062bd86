import { at, isRecord, own } from './json.ts';
import { toolOf } from './tool.ts';

/** Who made a call, in CloudTrail's words; only fields that are safe to publish. */
export interface Actor {
  readonly arn: string;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** What the call was made with, e.g. `Terraform`, as far as CloudTrail tells. */
  readonly tool?: string;
}

/** A CloudTrail record, checked and stripped to what Drawbridge uses. */
export interface CloudTrailEvent {
  readonly name: string;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly actor: Actor;
  readonly requestParameters: unknown;
  readonly responseElements: unknown;
  /** The whole record, for ids that stand somewhere unexpected. */
  readonly record: Readonly<Record<string, unknown>>;
}

export type Parsed =
  | { readonly outcome: 'event'; readonly event: CloudTrailEvent }
  | { readonly outcome: 'ignored'; readonly reason: string }
  | { readonly outcome: 'refused'; readonly reason: string; readonly eventId?: string };

export interface Expected {
  readonly account: string;
  readonly region: string;
  readonly sources: readonly string[];
  readonly eventSources: readonly string[];
  readonly calls: Readonly<Record<string, unknown>>;
}

const text = (value: unknown, max = 512): string | undefined =>
  typeof value === 'string' && value.length > 0
    ? value.slice(0, max).replace(/[\ud800-\udbff]$/, '')
    : undefined;

/** An account, a region, an error code: texts, but numbers in data that has passed through other tools. */
const word = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : text(value, 128);

/** A value in a reason: never more than a word of it, for it may be anything. */
const shown = (value: unknown): string => word(value) ?? 'not a text';

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** Roots of the account, services and users name themselves in different fields. */
const actorOf = (detail: unknown): Actor => {
  const identity = own(detail, 'userIdentity');
  const arn =
    text(own(identity, 'arn')) ??
    text(at(identity, 'sessionContext.sessionIssuer.arn')) ??
    text(own(identity, 'invokedBy')) ??
    text(own(identity, 'principalId')) ??
    text(own(identity, 'userName')) ??
    'unknown';
  const sourceIp = text(own(detail, 'sourceIPAddress'), 128);
  const userAgent = text(own(detail, 'userAgent'));
  const tool = toolOf({
    userAgent,
    invokedBy: text(own(identity, 'invokedBy')),
    isConsole: word(own(detail, 'sessionCredentialFromConsole')) === 'true',
  });
  return { arn, ...(sourceIp && { sourceIp }), ...(userAgent && { userAgent }), ...(tool && { tool }) };
};

/** CloudTrail writes ISO 8601 in UTC; other tools drop the zone, or put a space for the T. */
const ISO_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)/;

const timeOf = (detail: unknown, envelope: unknown): string => {
  for (const value of [own(detail, 'eventTime'), own(envelope, 'time')]) {
    const [, day, time] = ISO_TIME.exec(text(value, 32) ?? '') ?? [];
    if (!Number.isNaN(Date.parse(`${day}T${time}Z`))) return `${day}T${time}Z`;
  }
  return '1970-01-01T00:00:00Z';
};

/** Nothing happens later than now, whatever an event says: a deletion in the future would end exceptions for ever. */
const notAfter = (time: string, now: number): string =>
  Date.parse(time) <= now ? time : new Date(now).toISOString().replace(/\.\d+/, '');

const elsewhere = (envelope: unknown, detail: unknown, { account, region }: Expected): string | undefined => {
  for (const value of [own(envelope, 'account'), own(detail, 'recipientAccountId')])
    if (value !== undefined && word(value) !== account) return `of account ${shown(value)}`;
  for (const value of [own(envelope, 'region'), own(detail, 'awsRegion')])
    if (value !== undefined && word(value) !== region) return `of region ${shown(value)}`;
  return undefined;
};

const wrongSource = (
  envelope: unknown,
  detail: unknown,
  { sources, eventSources }: Expected,
): string | undefined => {
  const allowed = {
    'detail-type': { value: own(envelope, 'detail-type'), words: ['AWS API Call via CloudTrail'] },
    source: { value: own(envelope, 'source'), words: sources },
    eventSource: { value: own(detail, 'eventSource'), words: eventSources },
  };
  for (const [name, { value, words }] of Object.entries(allowed))
    if (value !== undefined && !words.includes(shown(value))) return `${name} is ${shown(value)}`;
  return undefined;
};

const ignoreReason = (
  envelope: unknown,
  detail: Readonly<Record<string, unknown>>,
  name: string,
  expected: Expected,
): string | undefined => {
  const away = elsewhere(envelope, detail, expected);
  if (away) return away;
  const errorCode = own(detail, 'errorCode');
  if (isGiven(errorCode)) return `the call failed with ${shown(errorCode)}`;
  const source = wrongSource(envelope, detail, expected);
  if (source) return source;
  return Object.hasOwn(expected.calls, name) ? undefined : `${name} is not a call that is looked at`;
};

/**
 * Checks an EventBridge envelope `{ detail-type: 'AWS API Call via CloudTrail', detail: <CloudTrail record> }`: of this
 * account and region, of these services and calls, and of a call that succeeded. What is absent is let pass, since
 * recorded events lack one field or another, and what is named is read from this account anyway.
 * Shape: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-cloudtrail.html. Never throws.
 */
export const parse = (envelope: unknown, expected: Expected, now = Date.now()): Parsed => {
  if (!isRecord(envelope)) return { outcome: 'refused', reason: 'the event is not an object' };
  const detail = own(envelope, 'detail');
  if (!isRecord(detail)) return { outcome: 'refused', reason: 'the event has no detail object' };
  const id = text(own(detail, 'eventID'), 128) ?? text(own(envelope, 'id'), 128);
  const refused = (reason: string): Parsed => ({ outcome: 'refused', reason, ...(id && { eventId: id }) });
  const name = text(own(detail, 'eventName'), 128);
  if (!name) return refused('detail.eventName is not a text');
  const reason = ignoreReason(envelope, detail, name, expected);
  if (reason) return { outcome: 'ignored', reason };
  return {
    outcome: 'event',
    event: {
      name,
      id: id ?? 'unknown',
      time: notAfter(timeOf(detail, envelope), now),
      actor: actorOf(detail),
      requestParameters: own(detail, 'requestParameters'),
      responseElements: own(detail, 'responseElements'),
      record: detail,
    },
  };
};
