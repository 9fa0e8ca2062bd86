/** Who made a call, in CloudTrail's words; only fields that are safe to publish. */
export interface Actor {
  readonly arn: string;
  readonly sourceIp?: string;
  readonly userAgent?: string;
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

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own property, never an inherited one: events may be hostile. */
export const own = (value: unknown, key: string): unknown =>
  isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** The value at a dotted path of own properties. */
export const at = (value: unknown, path: string): unknown => path.split('.').reduce(own, value);

/** Events show a list as `{ items: [...] }`, an array, or the bare object when there is one. */
export const list = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  if (!isRecord(value)) return [];
  const items = own(value, 'items') ?? own(value, 'item');
  if (items !== undefined) return list(items);
  return Object.keys(value).length > 0 ? [value] : [];
};

const text = (value: unknown, max = 512): string | undefined =>
  typeof value === 'string' && value.length > 0 ? value.slice(0, max) : undefined;

/** Roots of the account, services and users name themselves in different fields. */
const actorOf = (detail: unknown): Actor => {
  const identity = own(detail, 'userIdentity');
  const arn =
    text(own(identity, 'arn')) ??
    text(at(identity, 'sessionContext.sessionIssuer.arn')) ??
    text(own(identity, 'invokedBy')) ??
    text(own(identity, 'principalId')) ??
    'unknown';
  const sourceIp = text(own(detail, 'sourceIPAddress'), 128);
  const userAgent = text(own(detail, 'userAgent'));
  return { arn, ...(sourceIp && { sourceIp }), ...(userAgent && { userAgent }) };
};

const timeOf = (detail: unknown, envelope: unknown): string => {
  for (const value of [own(detail, 'eventTime'), own(envelope, 'time')]) {
    const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    if (!Number.isNaN(time)) return new Date(time).toISOString().replace('.000Z', 'Z');
  }
  return new Date(0).toISOString().replace('.000Z', 'Z');
};

const elsewhere = (envelope: unknown, detail: unknown, { account, region }: Expected): string | undefined => {
  for (const value of [own(envelope, 'account'), own(detail, 'recipientAccountId')])
    if (value !== undefined && value !== account) return `of account ${String(value)}`;
  for (const value of [own(envelope, 'region'), own(detail, 'awsRegion')])
    if (value !== undefined && value !== region) return `of region ${String(value)}`;
  return undefined;
};

const wrongSource = (envelope: unknown, detail: unknown, expected: Expected): string | undefined => {
  const source = own(envelope, 'source');
  if (source !== undefined && !expected.sources.includes(source as string))
    return `source is ${String(source)}`;
  const eventSource = own(detail, 'eventSource');
  if (eventSource !== undefined && !expected.eventSources.includes(eventSource as string))
    return `eventSource is ${String(eventSource)}`;
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
  if (errorCode !== undefined && errorCode !== null) return `the call failed with ${String(errorCode)}`;
  const source = wrongSource(envelope, detail, expected);
  if (source) return source;
  return Object.hasOwn(expected.calls, name) ? undefined : `${name} is not a call that is looked at`;
};

/**
 * Checks an EventBridge envelope `{ detail-type: 'AWS API Call via CloudTrail', detail: <CloudTrail record> }`.
 * Shape: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-cloudtrail.html. Never throws.
 */
export const parse = (envelope: unknown, expected: Expected): Parsed => {
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
      time: timeOf(detail, envelope),
      actor: actorOf(detail),
      requestParameters: own(detail, 'requestParameters'),
      responseElements: own(detail, 'responseElements'),
      record: detail,
    },
  };
};
