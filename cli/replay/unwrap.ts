import { isRecord, own } from '../../lambdas/core/base/json.ts';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isCloudTrail = (value: unknown): boolean =>
  own(value, 'eventSource') !== undefined && own(value, 'eventName') !== undefined;

const isEnvelope = (value: unknown): boolean =>
  own(value, 'detail-type') !== undefined && isRecord(own(value, 'detail'));

/** Lists of events, or of what holds them: CloudTrail's files, `lookup-events`, CloudWatch Logs, `receive-message`. */
const LISTS = ['Records', 'Events', 'events', 'logEvents', 'Messages', 'results'];

/**
 * Where an event stands in what people save: text of its own (`lookup-events`, CloudWatch Logs, SQS, SNS), or an object
 * (a Lambda dead letter, an event of Logs Insights).
 */
const INSIDE = [
  'CloudTrailEvent',
  'message',
  '@message',
  'Body',
  'body',
  'Message',
  'requestPayload',
  'Sns',
  'awslogs',
];

/** Deeper than any wrapper in a wrapper; a document of hostile depth ends here. */
const DEEPEST = 8;

/** A bare CloudTrail record in the envelope that EventBridge puts around it. */
const envelopeOf = (record: unknown): unknown => {
  const service = String(own(record, 'eventSource')).split('.')[0];
  return {
    source: `aws.${service}`,
    'detail-type': 'AWS API Call via CloudTrail',
    account: own(record, 'recipientAccountId'),
    region: own(record, 'awsRegion'),
    time: own(record, 'eventTime'),
    detail: record,
  };
};

/** Logs Insights: a result is a list of `{ field, value }`. */
const fieldOf = (value: unknown): unknown =>
  own(value, 'field') === '@message' ? own(value, 'value') : undefined;

const within = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  const list = LISTS.map((name) => own(value, name)).find(Array.isArray);
  if (list) return list;
  return [...INSIDE.map((name) => own(value, name)), fieldOf(value)].filter((inner) => inner !== undefined);
};

/**
 * The CloudTrail events in a JSON value, each in EventBridge's envelope, however they are wrapped; none where there is
 * none. Text that is JSON itself is opened.
 */
export const eventsWithin = (value: unknown, depth = 0): readonly unknown[] => {
  if (depth > DEEPEST) return [];
  const opened = typeof value === 'string' ? parsed(value) : value;
  if (isCloudTrail(opened)) return [envelopeOf(opened)];
  if (isEnvelope(opened)) return [opened];
  return within(opened).flatMap((inner) => eventsWithin(inner, depth + 1));
};

/** The JSON documents in a line of `--output text`, which puts a tab or a space between its columns. */
export const documentsIn = (line: string): readonly unknown[] | undefined => {
  const whole = parsed(line);
  if (whole !== undefined) return [whole];
  const columns = line.split('\t').flatMap((column) => {
    const value = column.startsWith('{') ? parsed(column) : undefined;
    return value === undefined ? [] : [value];
  });
  if (columns.length > 0) return columns;
  // A line of a log begins with its time.
  const inner = parsed(line.slice(Math.max(0, line.indexOf('{'))));
  return inner === undefined ? undefined : [inner];
};
