import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Finding } from '../core/ledger/finding.ts';
import { subject } from './email.ts';
import { eachOf, type Sink } from './sink.ts';
import { asciiJson, plain, writeWithin } from './text.ts';

/** SNS takes 262,144 bytes with attributes and subject. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MESSAGE_BYTES = 250_000;

/** Queues that take messages raw get none with more: https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html */
const MOST_ATTRIBUTES = 10;

/**
 * Letters, digits, `_`, `-` and `.`, none of these at an end or twice in a row; `tag.` stands before it.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html#SNSMessageAttributesNTV
 */
const tagAttribute = (key: string): string =>
  `tag.${key.replaceAll(/[^A-Za-z0-9_.-]/g, '_').replaceAll(/(?<=^|\.)\.|\.$/g, '_')}`;

/** What subscriptions filter on. */
export const attributes = ({ template, severity, status, account, region, resource, flapping }: Finding) =>
  Object.fromEntries(
    Object.entries({
      ...{ template, severity, status, account, region },
      ...Object.fromEntries(
        Object.entries(resource.tags ?? {}).map(([key, value]) => [tagAttribute(key), plain(value, 256)]),
      ),
      ...(flapping && { flapping: 'true' }),
    })
      .flatMap(([name, StringValue]): [string, MessageAttributeValue][] =>
        StringValue ? [[name, { DataType: 'String', StringValue }]] : [],
      )
      .slice(0, MOST_ATTRIBUTES),
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
