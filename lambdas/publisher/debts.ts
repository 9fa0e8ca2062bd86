import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { fromItem } from '../adapters/item.ts';
import { isEmpty } from './owed.ts';
import type { Entry, Publisher } from './publish.ts';
import { publicationFrom } from './stream.ts';

/** As many records as one call of the function can look at. */
const AT_ONCE = 500;

/** The attribute by which the index `owed` finds a record; what owes nothing has none. */
const OWING = 'yes';

/** What is owed, as the ledger's table holds it. */
export const createDebts = (
  client: DynamoDBClient,
  table: string,
): Pick<Publisher, 'mark' | 'recall' | 'newer' | 'owing'> => ({
  async mark({ resource, n }, owed, announced) {
    const isPaid = isEmpty(owed);
    const update = new UpdateItemCommand({
      TableName: table,
      Key: marshall({ resource, n }),
      UpdateExpression: `SET #owed = :owed, #announced = :announced${isPaid ? ' REMOVE #owing' : ', #owing = :yes'}`,
      // A record that has expired meanwhile must not come back as a stump.
      ConditionExpression: 'attribute_exists(#resource)',
      ExpressionAttributeNames: {
        '#owed': 'owed',
        '#announced': 'announced',
        '#owing': 'owing',
        '#resource': 'resource',
      },
      ExpressionAttributeValues: marshall({
        ':owed': owed,
        ':announced': announced,
        ...(!isPaid && { ':yes': OWING }),
      }),
    });
    try {
      await client.send(update);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  },
  async recall({ resource, n }) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: marshall({ resource, n }), ConsistentRead: true }),
    );
    return Item && publicationFrom(fromItem(Item));
  },
  async newer({ resource, n }) {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: '#resource = :resource AND #n > :n',
        ExpressionAttributeNames: { '#resource': 'resource', '#n': 'n' },
        ExpressionAttributeValues: marshall({ ':resource': resource, ':n': n }),
        ConsistentRead: true,
      }),
    );
    return Items.flatMap((item) => publicationFrom(fromItem(item)) ?? []);
  },
  async owing() {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'owed',
        KeyConditionExpression: '#owing = :yes',
        ExpressionAttributeNames: { '#owing': 'owing' },
        ExpressionAttributeValues: marshall({ ':yes': OWING }),
        Limit: AT_ONCE,
      }),
    );
    const entries = Items.map((item) => unmarshall(item) as Entry);
    return entries.toSorted((one, other) =>
      one.resource === other.resource ? one.n - other.n : one.resource < other.resource ? -1 : 1,
    );
  },
});
