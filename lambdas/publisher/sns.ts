import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { type About, aboutOf, type Catalogue, type Finding } from '../core/ledger/finding.ts';
import { emailText, subject } from './email.ts';
import type { Sink } from './sink.ts';
import { asciiJson, writeWithin } from './text.ts';

/** SNS takes 262,144 bytes with attributes and subject. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MESSAGE_BYTES = 250_000;

/** `Message` for `MessageStructure: json`: a text for people by e-mail, the finding as JSON for everyone else. */
export const snsMessage = (finding: Finding, about: About): string => {
  const email = emailText(finding, about);
  return writeWithin(finding, MESSAGE_BYTES, (fitting) => asciiJson({ default: asciiJson(fitting), email }));
};

const attributes = ({ template, severity, status, account, region, flapping }: Finding) =>
  Object.fromEntries(
    Object.entries({
      ...{ template, severity, status, account, region },
      ...(flapping && { flapping: 'true' }),
    }).flatMap(([name, StringValue]): [string, MessageAttributeValue][] =>
      StringValue ? [[name, { DataType: 'String', StringValue }]] : [],
    ),
  );

/** One message for each finding, so that subscribers can filter and one that is refused holds up no other. */
export const snsSink =
  (client: SNSClient, topic: string, catalogue: Catalogue): Sink =>
  async (findings, record) => {
    const publish = async (finding: Finding): Promise<[string, unknown][]> => {
      try {
        await client.send(
          new PublishCommand({
            TopicArn: topic,
            Subject: subject(finding),
            Message: snsMessage(finding, aboutOf(record, finding.template, catalogue)),
            MessageStructure: 'json',
            MessageAttributes: attributes(finding),
          }),
        );
        return [];
      } catch (error) {
        return [[finding.template, error]];
      }
    };
    return new Map((await Promise.all(findings.map(publish))).flat());
  };
