import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { createAlarm } from './alarm.ts';
import { chatSink } from './chat.ts';
import { createDebts } from './debts.ts';
import { eventBridgeSink } from './event-bridge.ts';
import { mailSink } from './mail.ts';
import { createOutages } from './outages.ts';
import type { Publisher } from './publish.ts';
import { securityHubSink } from './security-hub.ts';
import { snsSink } from './sns.ts';
import { createStartSweep } from './start-sweep.ts';

/** Clients and names that the publisher works with. */
export interface Connections extends Pick<Publisher, 'catalogue' | 'log' | 'count' | 'timed' | 'wake'> {
  /** The ARN of the SNS topic for machines. */
  readonly topic: string;
  /** The ARN of the one for people. */
  readonly mailTopic: string;
  /** The ARN of the topic that chat applications read, where there is one. */
  readonly chatTopic?: string | undefined;
  /** The ledger's table. */
  readonly table: string;
  /** The dead-letter queue's URL. */
  readonly deadLetters: string;
  /** The ARN of the sweep's state machine. */
  readonly machine: string;
  /** Where the function runs and Security Hub takes its findings. */
  readonly region: string;
  readonly now: () => number;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly sfn: SFNClient;
  readonly securityHub: SecurityHubClient;
  readonly eventBridge: EventBridgeClient;
  readonly dynamodb: DynamoDBClient;
}

/** The publisher with its sinks on AWS. */
export const connect = (connections: Connections): Publisher => {
  const { catalogue, topic, mailTopic, chatTopic, table, region, log, count, timed, wake } = connections;
  const { sns, sqs, sfn, securityHub, eventBridge, dynamodb } = connections;
  const tellOff = (reason: string) =>
    log.info('Security Hub is off in this account and region; findings go to SNS and EventBridge', {
      reason,
    });
  const { sink: alarm, announce, announceUnpublished } = createAlarm(sqs, connections.deadLetters);
  return {
    catalogue,
    log,
    count,
    timed,
    wake,
    outages: createOutages(connections.now),
    sinks: {
      sns: snsSink(sns, topic),
      mail: mailSink(sns, mailTopic, catalogue),
      securityHub: securityHubSink(securityHub, catalogue, region, tellOff),
      eventBridge: eventBridgeSink(eventBridge),
      alarm,
      ...(chatTopic && { chat: chatSink(sns, chatTopic, catalogue) }),
    },
    announce,
    announceUnpublished,
    startSweep: createStartSweep(sfn, connections.machine),
    ...createDebts(dynamodb, table),
  };
};
