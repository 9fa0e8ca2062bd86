import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OpenFinding, OpenFindings } from '../core/ledger/ports.ts';

/** A page is what one function can look after well within its time. */
const PAGE = 100;
const INDEX = 'open';

const tokenOf = (key: Record<string, AttributeValue>): string => JSON.stringify(unmarshall(key));
const keyOf = (token: string): Record<string, AttributeValue> => marshall(JSON.parse(token) as object);

/**
 * The sparse index `open` of the ledger's table: entries that are STARTED or tell of something open, by kind. Entries that
 * a newer one has overtaken stay in it until somebody notices.
 */
export const createOpenFindings = (client: DynamoDBClient, table: string, kind: string): OpenFindings => ({
  async list(token) {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: INDEX,
        KeyConditionExpression: '#open = :kind',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: marshall({ ':kind': kind }),
        Limit: PAGE,
        ...(token !== undefined && { ExclusiveStartKey: keyOf(token) }),
      }),
    );
    return {
      findings: Items.map((item) => unmarshall(item) as OpenFinding),
      ...(LastEvaluatedKey && { next: tokenOf(LastEvaluatedKey) }),
    };
  },
  async forget({ resource, n }) {
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ resource, n }),
          UpdateExpression: 'SET #expires = if_not_exists(#until, #expires) REMOVE #open, #until',
          // An entry that DynamoDB has let expire must not come back as an empty one.
          ConditionExpression: 'attribute_exists(#open)',
          ExpressionAttributeNames: { '#open': 'open', '#expires': 'expires', '#until': 'keptUntil' },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
});
