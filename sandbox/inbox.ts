import { type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Finding } from '../lambdas/core/ledger/finding.ts';
import { findingSchema } from '../lib/finding-schema.ts';
import { until } from './until.ts';

/** What a subscriber of the topic has received. */
export interface Inbox {
  /** Every finding so far, oldest first, what came twice twice. */
  findings(): Promise<readonly Finding[]>;
  /** The first finding that fits, once it has come. */
  finding(what: string, fits: (finding: Finding) => boolean): Promise<Finding>;
}

const createQueue = async (sqs: SQSClient): Promise<{ readonly url: string; readonly arn: string }> => {
  const { QueueUrl: url } = await sqs.send(
    new CreateQueueCommand({ QueueName: `inbox-${crypto.randomUUID()}` }),
  );
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] });
  const arn = (await sqs.send(command)).Attributes?.['QueueArn'];
  if (!url || !arn) throw new Error('The embedded AWS made a queue without URL or ARN.');
  return { url, arn };
};

/** Subscribes a queue of its own to the topic, with raw delivery: each message is a finding's JSON, or else it throws. */
export const openInbox = async (sns: SNSClient, sqs: SQSClient, topic: string): Promise<Inbox> => {
  const { url, arn } = await createQueue(sqs);
  await sns.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint: arn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const received: Finding[] = [];
  const receive = async (): Promise<readonly Finding[]> => {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
      );
      if (Messages.length === 0) return received;
      received.push(...Messages.map(({ Body }) => findingSchema.parse(JSON.parse(Body ?? '{}')) as Finding));
      const Entries = Messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    }
  };
  return {
    findings: receive,
    finding: (what, fits) =>
      until(`a finding about ${what}`, async () => (await receive()).find(fits), { everyMs: 50 }),
  };
};
