import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { STOP } from '../core/exceptions.ts';
import type { Exceptions } from '../core/ports.ts';

/**
 * The table of exceptions: partition key `resource` (S), sort key `id` (S), TTL attribute `expires`. Two reads at once:
 * the items of the resource, as far as one page of 1 MB holds them, and the emergency stop.
 */
export const createExceptions = (client: DynamoDBClient, TableName: string): Exceptions => ({
  of: async (resource) => {
    const [{ Items = [] }, { Item }] = await Promise.all([
      client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: '#resource = :resource',
          ExpressionAttributeNames: { '#resource': 'resource' },
          ExpressionAttributeValues: marshall({ ':resource': resource }),
          ConsistentRead: true,
        }),
      ),
      client.send(new GetItemCommand({ TableName, Key: marshall(STOP), ConsistentRead: true })),
    ]);
    return [...Items, ...(Item ? [Item] : [])].map((item) => unmarshall(item));
  },
});
