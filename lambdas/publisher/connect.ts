import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SNSClient } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import { announceRefusal, eventBridgeSink } from './event-bridge.ts';
import type { Publisher } from './publish.ts';
import { securityHubSink } from './security-hub.ts';
import { snsSink } from './sns.ts';

/** Clients and names that the publisher works with. */
export interface Connections extends Pick<Publisher, 'catalogue' | 'log' | 'count'> {
  /** The SNS topic's ARN. */
  readonly topic: string;
  /** The ledger's table. */
  readonly table: string;
  /** Where the function runs and Security Hub takes its findings. */
  readonly region: string;
  readonly sns: SNSClient;
  readonly securityHub: SecurityHubClient;
  readonly eventBridge: EventBridgeClient;
  readonly dynamodb: DynamoDBClient;
}

const marker =
  (client: DynamoDBClient, table: string): Publisher['mark'] =>
  async ({ resource, n }, pending) => {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall({ resource, n }),
        UpdateExpression: 'SET #pending = :pending',
        // A record that has expired meanwhile must not come back as a stump.
        ConditionExpression: 'attribute_exists(#resource)',
        ExpressionAttributeNames: { '#pending': 'pending', '#resource': 'resource' },
        ExpressionAttributeValues: marshall({ ':pending': pending }),
      }),
    );
  };

/** The publisher with its sinks on AWS. */
export const connect = (connections: Connections): Publisher => {
  const { catalogue, topic, table, region, log, count } = connections;
  const { sns, securityHub, eventBridge, dynamodb } = connections;
  const tellOff = (reason: string) =>
    log.info('Security Hub is off in this account and region; findings go to SNS and EventBridge', {
      reason,
    });
  return {
    catalogue,
    log,
    count,
    sinks: {
      sns: snsSink(sns, topic, catalogue),
      securityHub: securityHubSink(securityHub, catalogue, region, tellOff),
      eventBridge: eventBridgeSink(eventBridge),
    },
    announce: (refusal) => announceRefusal(eventBridge, refusal),
    mark: marker(dynamodb, table),
  };
};
