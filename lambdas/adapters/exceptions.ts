import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Exceptions } from '../core/base/ports.ts';
import { STOP } from '../core/exclusions/exceptions.ts';

/**
 * The table of exceptions: partition key `resource` (S), sort key `id` (S), TTL attribute `expires`. Two reads at once:
 * the items of the resource, as far as one page of 1 MB holds them, and the emergency stop.
 */
export const createExceptions = (client: DynamoDBClient, TableName: string): Exceptions => {
  const about = async (resource: string): Promise<readonly unknown[]> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: '#resource = :resource',
        ExpressionAttributeNames: { '#resource': 'resource' },
        ExpressionAttributeValues: marshall({ ':resource': resource }),
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => unmarshall(item));
  };
  return { of: async (resource) => (await Promise.all([about(resource), about(STOP.resource)])).flat() };
};
