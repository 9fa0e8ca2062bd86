import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { awsHttp } from '../adapters/aws-http.ts';
import { metric } from '../adapters/metric.ts';
import { loadPolicy } from '../adapters/policy.ts';
import { environment, pong } from '../adapters/runtime.ts';
import { catalogueOf } from './catalogue.ts';
import { connect } from './connect.ts';
import { type Pay, payOwed } from './pay.ts';
import { type Publisher, publishBatch } from './publish.ts';
import { createWake } from './wake.ts';

/** A call that hangs must leave time for the other sinks and for the mark in the ledger. */
const TIMEOUTS = {
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
};

const scheduler = new SchedulerClient(awsHttp(TIMEOUTS));

const connections = {
  topic: environment('TOPIC_ARN'),
  mailTopic: environment('MAIL_TOPIC_ARN'),
  chatTopic: process.env['CHAT_TOPIC_ARN'],
  table: environment('LEDGER_TABLE'),
  deadLetters: environment('DEAD_LETTERS'),
  machine: environment('SWEEP_MACHINE_ARN'),
  region: environment('AWS_REGION'),
  catalogue: catalogueOf(loadPolicy()),
  now: Date.now,
  sns: new SNSClient(awsHttp(TIMEOUTS)),
  sqs: new SQSClient(awsHttp(TIMEOUTS)),
  sfn: new SFNClient(awsHttp(TIMEOUTS)),
  securityHub: new SecurityHubClient(awsHttp(TIMEOUTS)),
  eventBridge: new EventBridgeClient(awsHttp(TIMEOUTS)),
  dynamodb: new DynamoDBClient(awsHttp(TIMEOUTS)),
  log: new Logger(),
  timed: (template: string, milliseconds: number) =>
    metric('TimeToClose', milliseconds, 'Milliseconds', { template }),
  count: (sink: string) => metric('PublishFailed', 1, 'Count', { sink }),
};

let publisher: Publisher | undefined;

/** `…:function:NAME:$LATEST` calls what `…:function:NAME` does. */
const connected = ({ invokedFunctionArn }: Context): Publisher => {
  const wake = createWake({
    client: scheduler,
    name: environment('WAKE_NAME'),
    role: environment('WAKE_ROLE_ARN'),
    target: invokedFunctionArn.split(':').slice(0, 7).join(':'),
    now: Date.now,
  });
  return connect({ ...connections, wake });
};

/**
 * A batch of the ledger's stream in: what is to come again back. `{ owed: {} }` in: all that is owed is published, and
 * `{ owed: { resource, n } }` one record; `{ published }` back. `{ ping }` in: the version back.
 */
export const handler = async (event: DynamoDBStreamEvent | Pay, context: Context) => {
  const alive = pong(event);
  if (alive) return alive;
  publisher ??= connected(context);
  return 'owed' in event ? payOwed(publisher, event, context) : publishBatch(publisher, event, context);
};
