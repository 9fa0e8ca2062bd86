import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { metric } from '../adapters/metric.ts';
import { loadPolicy } from '../adapters/policy.ts';
import { environment, pong } from '../adapters/runtime.ts';
import { catalogueOf } from './catalogue.ts';
import { connect } from './connect.ts';
import { createHandler } from './publish.ts';

/** A call that hangs must leave time for the other sinks and for the mark in the ledger. */
const requestHandler = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

const publish = createHandler(
  connect({
    topic: environment('TOPIC_ARN'),
    table: environment('LEDGER_TABLE'),
    region: environment('AWS_REGION'),
    catalogue: catalogueOf(loadPolicy()),
    sns: new SNSClient({ requestHandler }),
    securityHub: new SecurityHubClient({ requestHandler }),
    eventBridge: new EventBridgeClient({ requestHandler }),
    dynamodb: new DynamoDBClient({ requestHandler }),
    log: new Logger(),
    chatTopic: process.env['CHAT_TOPIC_ARN'],
    timed: (template, milliseconds) => metric('TimeToClose', milliseconds, 'Milliseconds', { template }),
    count: (sink) => metric('PublishFailed', 1, 'Count', { sink }),
  }),
);

/** A batch of the ledger's stream. `{ ping }` in: the version back. */
export const handler = async (...[event, context]: Parameters<typeof publish>) =>
  pong(event) ?? publish(event, context);
