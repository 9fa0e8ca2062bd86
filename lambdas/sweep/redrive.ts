import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { own } from '../core/base/json.ts';
import type { LedgerRecord } from '../core/ledger/record.ts';
import { type Batch, type DeadLetter, letterOf } from './dead-letter.ts';

export interface DeadLetters {
  readonly sqs: SQSClient;
  readonly lambda: LambdaClient;
  readonly streams: DynamoDBStreamsClient;
  readonly queueUrl: string;
  readonly publisherArn: string;
  readonly latest: (resource: string) => Promise<LedgerRecord | undefined>;
  /** Told why a message stays. */
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/** What the sweep that is about to begin looks at anyway. */
export interface Scope {
  readonly kinds: readonly string[];
  readonly isWhole: boolean;
  /** No message is begun after this, in epoch milliseconds. */
  readonly deadline: number;
}

/** An event that fails each time is driven again so often, then stays for a person. */
const MOST_REDRIVES = 3;
/** Longer than it takes to go through what was received, so that nothing comes twice. */
const HIDDEN_SECONDS = 120;
const COUNTER = 'redriven';

const drive = async (
  { lambda, publisherArn }: DeadLetters,
  functionArn: string,
  payload: object,
): Promise<boolean> => {
  // The publisher takes no events: what it fails at comes as a batch of its stream.
  if (functionArn === publisherArn) return false;
  const redriven = Number(own(payload, COUNTER) ?? 0) + 1;
  if (redriven > MOST_REDRIVES) return false;
  await lambda.send(
    new InvokeCommand({
      FunctionName: functionArn,
      InvocationType: 'Event',
      Payload: JSON.stringify({ ...payload, [COUNTER]: redriven }),
    }),
  );
  return true;
};

/** GetRecords answers with what it has at hand, at times nothing: so many empty answers in a row are the end. */
const MOST_EMPTY = 20;

/** The records of a batch, for a day after they were written; later ones fail the call. Undefined if the end is not reached. */
const recordsOf = async (streams: DynamoDBStreamsClient, batch: Batch) => {
  const { ShardIterator: first } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: batch.streamArn,
      ShardId: batch.shardId,
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      SequenceNumber: batch.startSequenceNumber,
    }),
  );
  const last = BigInt(batch.endSequenceNumber);
  const found = [];
  let ShardIterator = first;
  for (let empty = 0; ShardIterator !== undefined && empty < MOST_EMPTY; ) {
    const { Records = [], NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    const numbers = Records.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0));
    found.push(...Records.filter((_, i) => (numbers[i] ?? 0n) <= last));
    if (numbers.some((number) => number >= last)) return found;
    empty = Records.length > 0 ? 0 : empty + 1;
    ShardIterator = NextShardIterator;
  }
  return undefined;
};

/** Publishes what the publisher could not; done if it takes every record this time. */
const publish = async (
  { lambda, streams, publisherArn }: DeadLetters,
  functionArn: string,
  batch: Batch,
): Promise<boolean> => {
  if (functionArn !== publisherArn) return false;
  const Records = await recordsOf(streams, batch);
  if (!Records) return false;
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify({ Records }) }),
  );
  const failures = own(JSON.parse(Payload?.transformToString() || 'null'), 'batchItemFailures');
  return FunctionError === undefined && Array.isArray(failures) && failures.length === 0;
};

/** Has the publisher publish what is still owed of a record, now that the cause may be mended; done if it is all taken. */
const republish = async (
  { lambda, publisherArn }: DeadLetters,
  entry: { readonly resource: string; readonly n: number },
): Promise<boolean> => {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: publisherArn, Payload: JSON.stringify({ owed: entry }) }),
  );
  const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
  return FunctionError === undefined && own(answer, 'published') === true;
};

const isStillFailed = async ({ latest }: DeadLetters, resource: string, template: string): Promise<boolean> =>
  (await latest(resource))?.findings[template]?.status === 'FAILED';

/** Deals with one letter. True where it has served its purpose. */
const settle = async (
  letters: DeadLetters,
  letter: DeadLetter,
  { kinds, isWhole }: Scope,
): Promise<boolean> => {
  switch (letter.type) {
    case 'call':
      return drive(letters, letter.functionArn, letter.payload);
    case 'batch':
      return publish(letters, letter.functionArn, letter.batch);
    case 'finding':
      return !(await isStillFailed(letters, letter.resource, letter.template));
    case 'refusal':
      return kinds.includes(letter.kind);
    case 'unpublished':
      return republish(letters, { resource: letter.resource, n: letter.n });
    case 'start':
      return isWhole;
    case 'unknown':
      return false;
  }
};

const trySettle = async (letters: DeadLetters, message: Message, scope: Scope): Promise<boolean> => {
  if (Date.now() >= scope.deadline) return false;
  const letter = letterOf(message);
  try {
    return await settle(letters, letter, scope);
  } catch (error) {
    letters.log('dead letter stays', { letter: letter.type, reason: String(error) });
    return false;
  }
};

/**
 * Goes through the dead-letter queue: events are handed to their function again, and what was not published is; our own
 * announcements go once what they announce is no longer so, or is judged now. What is left is for a person.
 */
export const redrive = async (letters: DeadLetters, scope: Scope): Promise<void> => {
  const { sqs, queueUrl: QueueUrl } = letters;
  while (Date.now() < scope.deadline) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: HIDDEN_SECONDS,
        MessageAttributeNames: ['TARGET_ARN'],
      }),
    );
    if (Messages.length === 0) return;
    for (const message of Messages)
      if (await trySettle(letters, message, scope))
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  }
};
