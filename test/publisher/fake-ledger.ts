import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { connect } from '../../lambdas/publisher/connect.ts';
import { createHandler } from '../../lambdas/publisher/publish.ts';
import {
  type Answer,
  type Answers,
  type Call,
  failure,
  fakeAws,
  isRead,
  listOf,
  type Service,
} from './aws.ts';

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

type Image = Record<string, unknown>;

const attributes = (image: Image) => marshall(image, { removeUndefinedValues: true }) as never;

let sequence = 0;

/** A record of the ledger's stream. */
export const streamRecord = (now: object | undefined, before?: object): DynamoDBRecord => {
  const eventName = now ? (before ? 'MODIFY' : 'INSERT') : 'REMOVE';
  sequence += 1;
  return {
    eventName,
    dynamodb: {
      SequenceNumber: String(sequence).padStart(21, '0'),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...(now && { NewImage: attributes({ ...now }) }),
      ...(before && { OldImage: attributes({ ...before }) }),
    },
  };
};

/**
 * The publisher between a ledger and its stream: each update that it makes to a record comes back to it as a stream
 * record, and what it reports as failed is brought again with everything behind it, as Lambda does.
 */
export const fakeLedger = (answers?: Answers) => {
  const aws = fakeAws((call) => {
    const answer = answers?.(call);
    return answer ?? (call.service === 'dynamodb' ? table(call) : undefined);
  });
  const log: LogLine[] = [];
  const counted: string[] = [];
  const timed: [template: string, milliseconds: number][] = [];
  const items = new Map<string, Image>();
  const stream: DynamoDBRecord[] = [];
  const keyOf = ({ resource, n }: Image) => JSON.stringify([resource, n]);

  const table = ({ body }: Call): Answer | undefined => {
    const key = keyOf(unmarshall(body['Key'] as never));
    const before = items.get(key);
    if (!before) return undefined;
    const values = body['ExpressionAttributeValues'];
    if (!values) return { status: 200, body: JSON.stringify({ Item: attributes(before) }) };
    const { ':pending': pending, ':owed': owed } = unmarshall(values as never);
    const now = { ...before, pending, owed };
    items.set(key, now);
    stream.push(streamRecord(now, before));
    return undefined;
  };

  const line = (level: LogLine['level']) => (message: string, fields: LogLine['fields']) => {
    log.push({ level, message, fields });
  };
  const handler = createHandler(
    connect({
      ...aws,
      catalogue: CATALOGUE,
      topic: 'arn:aws:sns:us-east-1:123456789012:findings',
      table: 'ledger',
      region: 'us-east-1',
      log: { info: line('info'), warn: line('warn'), error: line('error') },
      count: (sink) => {
        counted.push(sink);
      },
      timed: (...given) => {
        timed.push(given);
      },
    }),
  );

  const context = (remaining: number) => ({ getRemainingTimeInMillis: () => remaining });
  const invoke = async (records: readonly DynamoDBRecord[], remaining = 60_000) => {
    const answer = await handler({ Records: [...records] }, context(remaining));
    if (!('batchItemFailures' in answer)) throw new Error('A batch was answered like no batch.');
    return answer;
  };
  const republish = (resource: string, n: number) => handler({ republish: { resource, n } }, context(60_000));

  /** Delivers until the stream is empty or this many invocations are over; returns how many there were. */
  const run = async (written: readonly object[], most = 50): Promise<number> => {
    for (const item of written) {
      items.set(keyOf(item as Image), { ...item });
      stream.push(streamRecord(item));
    }
    let invocations = 0;
    while (stream.length > 0 && invocations < most) {
      invocations += 1;
      const batch = stream.slice(0, 10);
      const { batchItemFailures } = await invoke(batch);
      const failed = batchItemFailures[0]?.itemIdentifier;
      const done = batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed);
      stream.splice(0, done < 0 ? batch.length : done);
    }
    return invocations;
  };

  const pending = () => [...items.values()].map((item) => item['pending']);
  const owed = () => [...items.values()].map((item) => item['owed']);
  return { ...aws, log, counted, timed, invoke, run, republish, pending, owed };
};

/** The findings that reached each sink: the JSON's id for SNS and EventBridge, ASFF's for Security Hub. */
export const published = (to: (service: Service) => Call[]) => {
  const json = (text: unknown) => JSON.parse(String(text)) as { id: string; default: string };
  return {
    sns: to('sns').map(({ body }) => json(json(body['Message']).default).id),
    securityhub: to('securityhub').flatMap((call) => listOf(call, 'Findings').map(({ Id }) => String(Id))),
    events: to('events').flatMap((call) =>
      listOf(call, 'Entries')
        .filter((entry) => entry['DetailType'] === 'Drawbridge Finding')
        .map(({ Detail }) => json(Detail).id),
    ),
  };
};

/** Fails the first calls to a service, then answers as AWS does. */
export const down = (service: Service, code: string, times = Number.POSITIVE_INFINITY) => {
  let left = times;
  return (call: Call): Answer | undefined => {
    if (call.service !== service || left <= 0 || isRead(call)) return undefined;
    left -= 1;
    return failure(service, code, 503);
  };
};
