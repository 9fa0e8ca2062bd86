import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { redrive, type Scope } from '../../lambdas/sweep/redrive.ts';
import { refusal, stubHttp, type WireAnswer } from '../support/stub-http.ts';

const FIXER = 'arn:aws:lambda:eu-central-1:111122223333:function:fixer';
const PUBLISHER = 'arn:aws:lambda:eu-central-1:111122223333:function:publisher';
const EVENT = {
  id: 'e-1',
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventName: 'AuthorizeSecurityGroupIngress' },
};

/** The forms of messages, as the services write them. */
const fromLambda = (requestPayload: object) => ({
  body: {
    version: '1.0',
    requestContext: {
      functionArn: `${FIXER}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload,
    responseContext: { functionError: 'Unhandled' },
  },
});
const fromRule = (target: string) => ({ body: EVENT, target });
const fromStream = {
  body: {
    requestContext: { functionArn: PUBLISHER, condition: 'RetryAttemptsExhausted' },
    DDBStreamBatchInfo: {
      shardId: 'shard-1',
      startSequenceNumber: '100',
      endSequenceNumber: '200',
      batchSize: 2,
      streamArn: 'arn:stream',
    },
  },
};
const finding = {
  body: {
    source: 'drawbridge',
    'detail-type': 'Drawbridge Finding',
    detail: { template: 'a', resource: { arn: 'arn:sg' } },
  },
};
const refused = {
  body: { source: 'drawbridge', 'detail-type': 'Drawbridge Refusal', detail: { kind: 's3-bucket' } },
};

const unpublished = (detail: unknown) => ({
  body: { source: 'drawbridge', 'detail-type': 'Drawbridge Unpublished', detail },
});
const OWED = { resource: 'arn:sg', n: 7, refused: { sns: ['a'] }, reason: 'sns: AuthorizationError' };

interface DeadLetter {
  readonly body: unknown;
  readonly target?: string;
}

interface World {
  readonly invoke?: () => WireAnswer;
  /** The pages that the stream answers with, and the sequence numbers on each. */
  readonly records?: readonly (readonly string[])[];
  readonly status?: string;
}

const WHOLE: Scope = { kinds: ['security-group', 's3-bucket'], isWhole: true, deadline: Date.now() + 60_000 };

const json = (value: unknown): WireAnswer => ({ body: JSON.stringify(value) });

const messageOf = ({ body, target }: DeadLetter, i: number) => ({
  MessageId: String(i),
  ReceiptHandle: `r-${i}`,
  Body: typeof body === 'string' ? body : JSON.stringify(body),
  ...(target && { MessageAttributes: { TARGET_ARN: { DataType: 'String', StringValue: target } } }),
});

const run = async (
  letters: readonly DeadLetter[],
  { invoke, records = [], status }: World = {},
  scope = WHOLE,
) => {
  const batches = [letters.map(messageOf)];
  const pages = [...records];
  const invoked: { readonly path: string; readonly body: string }[] = [];
  const stays: string[] = [];
  const answers: Readonly<Record<string, () => WireAnswer>> = {
    ReceiveMessage: () => json({ Messages: batches.pop() ?? [] }),
    DeleteMessage: () => json({}),
    GetShardIterator: () => json({ ShardIterator: 'i-1' }),
    GetRecords: () => {
      const Records = (pages.shift() ?? []).map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }));
      return json({ Records, ...(pages.length > 0 && { NextShardIterator: 'i-2' }) });
    },
  };
  const { config, calls } = stubHttp(({ action, body }) => {
    const answer = answers[action];
    if (answer) return answer();
    invoked.push({ path: decodeURIComponent(action), body });
    return invoke?.() ?? { status: 202, body: '' };
  });
  const quiet = { ...config, md5: false as const };
  await redrive(
    {
      sqs: new SQSClient(quiet),
      lambda: new LambdaClient(config),
      streams: new DynamoDBStreamsClient(config),
      queueUrl: 'https://sqs.eu-central-1.amazonaws.com/111122223333/dead',
      publisherArn: PUBLISHER,
      latest: async () => (status ? ({ findings: { a: { status } } } as unknown as LedgerRecord) : undefined),
      log: (message) => void stays.push(message),
    },
    scope,
  );
  const deleted = calls.filter(({ action }) => action === 'DeleteMessage').length;
  return { deleted, invoked, stays };
};

describe('an event', () => {
  test.for([
    ['that its function failed at', fromLambda(EVENT)],
    ['that the rule could not deliver', fromRule(FIXER)],
  ] as const)('%s is handed to the function again', async ([, letter]) => {
    const { deleted, invoked } = await run([letter]);
    expect(invoked).toHaveLength(1);
    expect(invoked[0]?.path).toContain(FIXER);
    expect(JSON.parse(invoked[0]?.body ?? '')).toEqual({ ...EVENT, redriven: 1 });
    expect(deleted).toBe(1);
  });

  test('that fails each time stays for a person after the third time', async () => {
    const letters = [1, 2, 3].map((redriven) => fromLambda({ ...EVENT, redriven }));
    expect(await run(letters)).toMatchObject({ deleted: 2, invoked: [{}, {}] });
  });

  test('stays when the function cannot be called', async () => {
    const { deleted, stays } = await run([fromLambda(EVENT)], {
      invoke: () => refusal('TooManyRequestsException', 429),
    });
    expect([deleted, stays.length]).toEqual([0, 1]);
  });
});

describe('what was not published', () => {
  const taken = () => ({ body: JSON.stringify({ batchItemFailures: [] }) });

  test('is given to the publisher again, as far as it belongs to the batch', async () => {
    const { deleted, invoked } = await run([fromStream], {
      records: [['100'], [], [], ['150', '200', '250'], ['300']],
      invoke: taken,
    });
    expect(invoked[0]?.path).toContain(PUBLISHER);
    const { Records } = JSON.parse(invoked[0]?.body ?? '') as {
      Records: { dynamodb: { SequenceNumber: string } }[];
    };
    expect(Records.map(({ dynamodb }) => dynamodb.SequenceNumber)).toEqual(['100', '150', '200']);
    expect(deleted).toBe(1);
  });

  test.for<[string, WireAnswer]>([
    ['fails', { body: '{}', headers: { 'x-amz-function-error': 'Unhandled' } }],
    ['leaves a record', { body: JSON.stringify({ batchItemFailures: [{ itemIdentifier: '100' }] }) }],
  ])('stays when the publisher %s', async ([, answer]) => {
    expect((await run([fromStream], { records: [['100', '200']], invoke: () => answer })).deleted).toBe(0);
  });
});

describe('a batch', () => {
  test('stays where the stream has not all of it any more', async () => {
    const { deleted, invoked } = await run([fromStream], { records: [['100', '150'], [], []] });
    expect([deleted, invoked.length]).toEqual([0, 0]);
  });

  test('of another function is handed to nobody', async () => {
    const { requestContext: _, ...body } = fromStream.body;
    const letter = { body: { ...body, requestContext: { functionArn: FIXER } } };
    expect(await run([letter], { records: [['100', '200']] })).toMatchObject({ deleted: 0, invoked: [] });
  });
});

describe('a forged letter commands no function', () => {
  const SWEEP = { sweep: { notifyOnly: false, max: 1e9 } };
  test.for([
    ['records for the publisher', fromLambda({ Records: [] })],
    ['a step of a sweep', fromLambda(SWEEP)],
    ['a step of a sweep beside an event', fromLambda({ ...EVENT, ...SWEEP })],
    ['a ping', fromLambda({ ...EVENT, ping: true })],
    ['no event', fromLambda({ detail: {} })],
    ['records as the event of a rule', { body: { Records: [] }, target: FIXER }],
    [
      'an event for the publisher',
      { body: { ...fromLambda(EVENT).body, requestContext: { functionArn: PUBLISHER } } },
    ],
    ['an event of a rule for the publisher', { body: EVENT, target: PUBLISHER }],
  ] satisfies [string, DeadLetter][])('with %s', async ([, letter]) => {
    expect(await run([letter])).toMatchObject({ deleted: 0, invoked: [] });
  });
});

describe('what a sink has refused', () => {
  const answer = (value: unknown) => () => json(value);

  test('is published by the publisher, by the key of its record', async () => {
    const { deleted, invoked } = await run([unpublished(OWED)], { invoke: answer({ published: true }) });
    expect(invoked[0]?.path).toContain(PUBLISHER);
    expect(invoked.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { owed: { resource: 'arn:sg', n: 7 } },
    ]);
    expect(deleted).toBe(1);
  });

  test.for<[string, () => WireAnswer]>([
    ['is refused again', answer({ published: false })],
    ['is answered by something else', answer({ batchItemFailures: [] })],
    ['is answered by nothing', () => ({ body: '' })],
    [
      'makes the publisher fail',
      () => ({ body: '{"published":true}', headers: { 'x-amz-function-error': 'Unhandled' } }),
    ],
    ['cannot be handed over', () => refusal('TooManyRequestsException', 429)],
  ])('stays when it %s', async ([, invoke]) => {
    const { deleted, invoked } = await run([unpublished(OWED)], { invoke });
    expect([deleted, invoked.length]).toEqual([0, 1]);
  });

  test.for([
    ['no record', {}],
    ['no resource', { n: 7 }],
    ['no number', { resource: 'arn:sg', n: '7' }],
    ['nothing at all', undefined],
  ] as const)('stays when it names %s', async ([, detail]) => {
    expect(await run([unpublished(detail)])).toMatchObject({ deleted: 0, invoked: [] });
  });
});

describe('our own announcement', () => {
  test.for([
    ['of a finding goes when it is FAILED no more', finding, { status: 'REMEDIATED' }, WHOLE, 1],
    ['of a finding goes when its resource is forgotten', finding, {}, WHOLE, 1],
    ['of a finding stays while it is FAILED', finding, { status: 'FAILED' }, WHOLE, 0],
    ['of a refusal goes when everything is judged anyway', refused, {}, WHOLE, 1],
    ['of a refusal stays when others are judged', refused, {}, { ...WHOLE, kinds: ['security-group'] }, 0],
    [
      'that a sweep could not start goes with the next',
      fromRule('arn:aws:states:r:1:stateMachine:s'),
      {},
      WHOLE,
      1,
    ],
    [
      'that a sweep could not start stays for a whole one',
      fromRule('arn:aws:states:r:1:stateMachine:s'),
      {},
      { ...WHOLE, isWhole: false },
      0,
    ],
  ] as const)('%s', async ([, letter, world, scope, deleted]) => {
    const outcome = await run([letter], world, scope);
    expect(outcome).toMatchObject({ deleted, invoked: [] });
  });
});

test.for([
  ['no JSON', 'hello'],
  ['a word of ours that is not known', { source: 'drawbridge', 'detail-type': 'Drawbridge', detail: {} }],
  ['a list', []],
  ['an empty object', {}],
  ['null', 'null'],
] as const)('a message that is %s stays', async ([, body]) => {
  expect(await run([{ body }])).toMatchObject({ deleted: 0, invoked: [] });
});

test('no message is begun after the deadline', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const deadline = Date.now() + 1000;
  const invoke = () => {
    vi.setSystemTime(deadline);
    return { status: 202, body: '' };
  };
  const outcome = await run([fromLambda(EVENT), fromLambda(EVENT)], { invoke }, { ...WHOLE, deadline });
  expect(outcome).toMatchObject({ deleted: 1, invoked: [{}] });
});

test('nothing is received when there is no time', async () => {
  expect(await run([fromLambda(EVENT)], {}, { ...WHOLE, deadline: 0 })).toMatchObject({
    deleted: 0,
    invoked: [],
  });
});
