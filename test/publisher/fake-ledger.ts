import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { connect } from '../../lambdas/publisher/connect.ts';
import { type Pay, payOwed } from '../../lambdas/publisher/pay.ts';
import { publishBatch } from '../../lambdas/publisher/publish.ts';
import { createWake } from '../../lambdas/publisher/wake.ts';
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
  const { resource, n } = (now ?? before ?? {}) as Image;
  sequence += 1;
  return {
    eventName,
    dynamodb: {
      SequenceNumber: String(sequence).padStart(21, '0'),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      Keys: attributes({ resource, n }),
      ...(now && { NewImage: attributes({ ...now }) }),
      ...(before && { OldImage: attributes({ ...before }) }),
    },
  };
};

/** What the publisher is told about AWS around it, the clients apart. */
export const NAMES = {
  catalogue: CATALOGUE,
  topic: 'arn:aws:sns:us-east-1:123456789012:findings',
  mailTopic: 'arn:aws:sns:us-east-1:123456789012:mail',
  table: 'ledger',
  deadLetters: 'https://sqs.us-east-1.amazonaws.com/123456789012/dead',
  machine: 'arn:aws:states:us-east-1:123456789012:stateMachine:Drawbridge-sweep',
  region: 'us-east-1',
} as const;

/** The ledger's table as far as the publisher uses it: updates, one item, the newer ones, and the index of what is owed. */
const tableOf = (items: Map<string, Image>, changed: (now: Image, before: Image) => void) => {
  const json = (value: object): Answer => ({ status: 200, body: JSON.stringify(value) });
  const keyOf = ({ resource, n }: Image) => JSON.stringify([resource, n]);
  const update = (body: Call['body'], before: Image): Answer => {
    const names = body['ExpressionAttributeNames'] as Record<string, string>;
    const values = unmarshall(body['ExpressionAttributeValues'] as never);
    const [set = '', remove = ''] = String(body['UpdateExpression']).replace('SET ', '').split(' REMOVE ');
    const now = { ...before };
    for (const [, name = '', value = ''] of set.matchAll(/(#\w+) = (:\w+)/g))
      now[names[name] ?? ''] = values[value];
    for (const [name] of remove.matchAll(/#\w+/g)) delete now[names[name] ?? ''];
    items.set(keyOf(now), now);
    changed(now, before);
    return json({});
  };
  const query = (body: Call['body']): Answer => {
    const { ':resource': resource, ':n': n } = unmarshall(body['ExpressionAttributeValues'] as never);
    const isOwing = body['IndexName'] === 'owed';
    const found = [...items.values()].filter((item) =>
      isOwing ? item['owing'] : item['resource'] === resource && Number(item['n']) > Number(n),
    );
    return json({ Items: found.map(attributes) });
  };
  return ({ body, headers }: Call): Answer | undefined => {
    if (headers['x-amz-target']?.endsWith('Query')) return query(body);
    const before = items.get(keyOf(unmarshall(body['Key'] as never)));
    if (headers['x-amz-target']?.endsWith('GetItem')) return json(before ? { Item: attributes(before) } : {});
    return before && update(body, before);
  };
};

/**
 * The publisher between a ledger and its stream: each update that it makes to a record comes back to it as a stream
 * record, and what it reports as failed is brought again with everything behind it, as Lambda does. `wake` lets the
 * time pass until the schedule that it has ordered, and calls it as that does.
 */
export const fakeLedger = (answers?: Answers) => {
  const items = new Map<string, Image>();
  const stream: DynamoDBRecord[] = [];
  const schedules = new Map<string, { readonly at: number; readonly input: Pay }>();
  let now = Date.UTC(2026, 10, 22, 9);
  const table = tableOf(items, (item, before) => stream.push(streamRecord(item, before)));

  const schedule = ({ method, path, body }: Call): Answer | undefined => {
    const name = path.split('/').at(-1) ?? '';
    if (method === 'DELETE')
      return schedules.delete(name) ? undefined : failure('scheduler', 'ResourceNotFoundException', 404);
    if (schedules.has(name)) return failure('scheduler', 'ConflictException', 409);
    const at = Date.parse(`${String(body['ScheduleExpression']).slice(3, -1)}Z`);
    const { Input } = body['Target'] as { Input: string };
    schedules.set(name, { at, input: JSON.parse(Input) as Pay });
    return undefined;
  };
  const aws = fakeAws((call) => {
    const answer = answers?.(call);
    if (answer) return answer;
    if (call.service === 'scheduler') return schedule(call);
    return call.service === 'dynamodb' ? table(call) : undefined;
  });
  const log: LogLine[] = [];
  const counted: string[] = [];
  const timed: [template: string, milliseconds: number][] = [];
  const line = (level: LogLine['level']) => (message: string, fields: LogLine['fields']) => {
    log.push({ level, message, fields });
  };
  const clock = () => now;
  const publisher = connect({
    ...aws,
    ...NAMES,
    now: clock,
    wake: createWake({
      client: aws.scheduler,
      name: 'owed',
      target: 'arn:publisher',
      role: 'arn:role',
      now: clock,
    }),
    log: { info: line('info'), warn: line('warn'), error: line('error') },
    count: (sink) => void counted.push(sink),
    timed: (...given) => void timed.push(given),
  });
  const context = (remaining: number) => ({ getRemainingTimeInMillis: () => remaining });
  const invoke = (records: readonly DynamoDBRecord[], remaining = 60_000) =>
    publishBatch(publisher, { Records: [...records] }, context(remaining));
  const pay = (owed: Pay['owed'], remaining = 60_000) => payOwed(publisher, { owed }, context(remaining));

  /** Delivers until the stream is empty or this many invocations are over; returns how many there were. */
  const run = async (written: readonly object[], most = 50): Promise<number> => {
    for (const item of written) {
      const { resource, n } = item as Image;
      items.set(JSON.stringify([resource, n]), { ...item });
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

  /** The next wake-up that is ordered, and how long it takes to come, in seconds; undefined where none is. */
  const wake = async (): Promise<number | undefined> => {
    const [next] = schedules.entries();
    if (!next) return undefined;
    const [name, { at, input }] = next;
    const waited = (at - now) / 1000;
    now = at;
    schedules.delete(name);
    await payOwed(publisher, input, context(60_000));
    return waited;
  };

  const owed = () => [...items.values()].map((item) => item['owed']);
  return { ...aws, log, counted, timed, invoke, pay, run, wake, owed, schedules };
};

/** The letters in the dead-letter queue: what kind, and what of. */
export const letters = (to: (service: Service) => Call[]) =>
  to('sqs').map(({ body }) => {
    const letter = JSON.parse(String(body['MessageBody'])) as Readonly<Record<string, unknown>>;
    return [letter['detail-type'], letter['detail']] as const;
  });

/** The findings that reached each sink: the JSON's id for SNS and EventBridge, ASFF's for Security Hub. */
export const published = (to: (service: Service) => Call[]) => {
  const json = (text: unknown) => JSON.parse(String(text)) as { id: string };
  const onTopic = (topic: string) => to('sns').filter(({ body }) => body['TopicArn'] === topic);
  return {
    sns: onTopic(NAMES.topic).map(({ body }) => json(body['Message']).id),
    mail: onTopic(NAMES.mailTopic).map(
      ({ body }) => /^Finding +(.*)$/m.exec(String(body['Message']))?.[1] ?? '',
    ),
    securityhub: to('securityhub').flatMap((call) => listOf(call, 'Findings').map(({ Id }) => String(Id))),
    events: to('events').flatMap((call) => listOf(call, 'Entries').map(({ Detail }) => json(Detail).id)),
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
