import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Place } from '../core/kind.ts';
import type { Ledger } from '../core/ports.ts';
import type { LedgerRecord } from '../core/record.ts';

const REFUSALS_KEPT_SECONDS = 400 * 86_400;

/** The ledger's table: partition key `resource` (S), sort key `n` (N), TTL attribute `expires`. */
export const createLedger = (client: DynamoDBClient, table: string, place: Place): Ledger => {
  const put = async (
    item: object,
    condition: Omit<PutItemCommandInput, 'TableName' | 'Item'>,
  ): Promise<boolean> => {
    try {
      const Item = marshall(item, { removeUndefinedValues: true });
      await client.send(new PutItemCommand({ TableName: table, Item, ...condition }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
  const isNew = {
    ConditionExpression: 'attribute_not_exists(#resource)',
    ExpressionAttributeNames: { '#resource': 'resource' },
  };
  return {
    async latest(resource) {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: '#resource = :resource',
          ExpressionAttributeNames: { '#resource': 'resource' },
          ExpressionAttributeValues: marshall({ ':resource': resource }),
          ScanIndexForward: false,
          Limit: 1,
          ConsistentRead: true,
        }),
      );
      return Items?.[0] && (unmarshall(Items[0]) as LedgerRecord);
    },
    append: (record) => put(record, isNew),
    replace: (record, lease) =>
      put(record, {
        ConditionExpression: '#state = :started AND #lease = :lease',
        ExpressionAttributeNames: { '#state': 'state', '#lease': 'lease' },
        ExpressionAttributeValues: marshall({ ':started': 'STARTED', ':lease': lease }),
      }),
    async refuse({ kind, eventId, reason }) {
      const expires = Math.floor(Date.now() / 1000) + REFUSALS_KEPT_SECONDS;
      const { account, region } = place;
      const key = { resource: `refused/${eventId}`, n: 1, state: 'REFUSED' };
      await put({ ...key, kind, eventId, reason, account, region, expires }, isNew);
    },
  };
};
