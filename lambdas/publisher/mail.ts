import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { aboutOf, type Catalogue } from '../core/ledger/finding.ts';
import { emailText, subject } from './email.ts';
import { eachOf, type Sink } from './sink.ts';
import { attributes } from './sns.ts';

/** One text for each finding, to the topic that people read by e-mail. */
export const mailSink =
  (client: SNSClient, topic: string, catalogue: Catalogue): Sink =>
  (findings, record) =>
    eachOf(findings, (finding) =>
      client.send(
        new PublishCommand({
          TopicArn: topic,
          Subject: subject(finding),
          Message: emailText(finding, aboutOf(record, finding.template, catalogue)),
          MessageAttributes: attributes(finding),
        }),
      ),
    );
