import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Publisher } from './publish.ts';
import { eachOf, type Sink } from './sink.ts';
import { asciiJson, writeWithin } from './text.ts';

/** SQS takes 1 MiB; less is enough to know what to look at. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MESSAGE_BYTES = 100_000;

/** In the form of an event, as everything else in the queue. */
const letter = (kind: string, detail: string): string =>
  `{"source":"drawbridge","detail-type":${JSON.stringify(kind)},"detail":${detail}}`;

/**
 * What needs a person goes straight to the dead-letter queue, whose alarm tells: over the event bus anybody who may put
 * events could write the same.
 */
export const createAlarm = (client: SQSClient, queue: string) => {
  const send = async (kind: string, detail: string): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: letter(kind, detail) }));
  };
  const sink: Sink = (findings) =>
    eachOf(findings, (finding) => send('Drawbridge Finding', writeWithin(finding, MESSAGE_BYTES, asciiJson)));
  const announce: Publisher['announce'] = ({ kind, eventId, reason, account, region }) =>
    send('Drawbridge Refusal', asciiJson({ kind, eventId, reason, account, region }));
  const announceUnpublished: Publisher['announceUnpublished'] = ({ record: { resource, n }, owed, reason }) =>
    send('Drawbridge Unpublished', asciiJson({ resource, n, owed, reason }));
  return { sink, announce, announceUnpublished };
};
