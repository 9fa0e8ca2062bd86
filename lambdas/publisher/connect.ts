import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SecurityHubClient } from '@aws-sdk/client-securityhub';
import type { SNSClient } from '@aws-sdk/client-sns';
import { marshall } from '@aws-sdk/util-dynamodb';
import { fromItem } from '../adapters/item.ts';
import { chatSink } from './chat.ts';
import { announceRefusal, announceUnpublished, eventBridgeSink } from './event-bridge.ts';
import type { Publisher } from './publish.ts';
import { securityHubSink } from './security-hub.ts';
import { snsSink } from './sns.ts';
import { closedRecord } from './stream.ts';

/** Clients and names that the publisher works with. */
export interface Connections extends Pick<Publisher, 'catalogue' | 'log' | 'count' | 'timed'> {
  /** The SNS topic's ARN. */
  readonly topic: string;
  /** The ARN of the topic that chat applications read, where there is one. */
  readonly chatTopic?: string | undefined;
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
  async ({ resource, n }, pending, owed) => {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall({ resource, n }),
        UpdateExpression: 'SET #pending = :pending, #owed = :owed',
        // A record that has expired meanwhile must not come back as a stump.
        ConditionExpression: 'attribute_exists(#resource)',
        ExpressionAttributeNames: { '#pending': 'pending', '#owed': 'owed', '#resource': 'resource' },
        ExpressionAttributeValues: marshall({ ':pending': pending, ':owed': owed }),
      }),
    );
  };

const recaller =
  (client: DynamoDBClient, table: string): Publisher['recall'] =>
  async ({ resource, n }) => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: marshall({ resource, n }), ConsistentRead: true }),
    );
    return Item && closedRecord(fromItem(Item));
  };

/** The publisher with its sinks on AWS. */
export const connect = (connections: Connections): Publisher => {
  const { catalogue, topic, chatTopic, table, region, log, count, timed } = connections;
  const { sns, securityHub, eventBridge, dynamodb } = connections;
  const tellOff = (reason: string) =>
    log.info('Security Hub is off in this account and region; findings go to SNS and EventBridge', {
      reason,
    });
  return {
    catalogue,
    log,
    count,
    timed,
    sinks: {
      sns: snsSink(sns, topic, catalogue),
      securityHub: securityHubSink(securityHub, catalogue, region, tellOff),
      eventBridge: eventBridgeSink(eventBridge),
      ...(chatTopic && { chat: chatSink(sns, chatTopic, catalogue) }),
    },
    announce: (refusal) => announceRefusal(eventBridge, refusal),
    announceUnpublished: (unpublished) => announceUnpublished(eventBridge, unpublished),
    mark: marker(dynamodb, table),
    recall: recaller(dynamodb, table),
  };
};
