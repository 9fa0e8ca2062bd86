import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Finding } from '../core/ledger/finding.ts';
import { subject } from './email.ts';
import { eachOf, type Sink } from './sink.ts';
import { asciiJson, writeWithin } from './text.ts';

/** SNS takes 262,144 bytes with attributes and subject. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MESSAGE_BYTES = 250_000;

/** What subscriptions filter on. */
export const attributes = ({ template, severity, status, account, region, flapping }: Finding) =>
  Object.fromEntries(
    Object.entries({
      ...{ template, severity, status, account, region },
      ...(flapping && { flapping: 'true' }),
    }).flatMap(([name, StringValue]): [string, MessageAttributeValue][] =>
      StringValue ? [[name, { DataType: 'String', StringValue }]] : [],
    ),
  );

/**
 * One message for each finding, its JSON, so that subscribers can filter and one that is refused holds up no other. SNS
 * sends attributes only with messages that are no structure of several.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export const snsSink =
  (client: SNSClient, topic: string): Sink =>
  (findings) =>
    eachOf(findings, (finding) =>
      client.send(
        new PublishCommand({
          TopicArn: topic,
          Subject: subject(finding),
          Message: writeWithin(finding, MESSAGE_BYTES, asciiJson),
          MessageAttributes: attributes(finding),
        }),
      ),
    );
