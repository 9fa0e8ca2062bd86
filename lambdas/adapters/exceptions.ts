import { type DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { Permanent } from '../core/base/errors.ts';
import type { Exceptions } from '../core/base/ports.ts';
import { STOP } from '../core/exclusions/exceptions.ts';

/**
 * The table of exceptions: partition key `resource` (S), sort key `id` (S), TTL attribute `expires`. Two reads at once:
 * the items of the resource, and the emergency stop by its key. More items than one page of 1 MB holds cannot be told
 * apart from flooding, so they count as unreadable.
 */
export const createExceptions = (client: DynamoDBClient, TableName: string): Exceptions => {
  const about = async (resource: string): Promise<readonly unknown[]> => {
    const { Items = [], LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: '#resource = :resource',
        ExpressionAttributeNames: { '#resource': 'resource' },
        ExpressionAttributeValues: marshall({ ':resource': resource }),
        ConsistentRead: true,
      }),
    );
    if (LastEvaluatedKey)
      throw new Permanent(
        `There are more than 1 MB of exceptions of ${resource}. Delete those that are over from the table ${TableName}.`,
      );
    return Items.map((item) => unmarshall(item));
  };
  const stop = async (): Promise<readonly unknown[]> => {
    const { Item } = await client.send(
      new GetItemCommand({ TableName, Key: marshall(STOP), ConsistentRead: true }),
    );
    return Item ? [unmarshall(Item)] : [];
  };
  return { of: async (resource) => (await Promise.all([about(resource), stop()])).flat() };
};
