import { randomUUID } from 'node:crypto';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { fromItem, toItem } from './item.ts';

/** An entry of the ledger's table: partition key `resource` (S), sort key `n` (N), from 1 without gaps. */
export interface Numbered {
  readonly resource: string;
  readonly n: number;
}

export type Condition = Omit<PutItemCommandInput, 'TableName' | 'Item'>;

/** The ledger's table as it is: one numbered log for each value of `resource`. Reads are strongly consistent. */
export const numberedLog = <Entry extends Numbered>(client: DynamoDBClient, table: string) => {
  /** @returns the mark of this very write; undefined where the condition does not hold */
  const put = async (entry: Entry, condition: Condition): Promise<string | undefined> => {
    const writer = randomUUID();
    try {
      await client.send(
        new PutItemCommand({
          TableName: table,
          Item: toItem({ ...entry, writer }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          ...condition,
        }),
      );
      return writer;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // The SDK tries again when an answer is lost: the item that stands in the way may be this very one.
      return error.Item?.['writer']?.S === writer ? writer : undefined;
    }
  };
  return {
    put,
    /** Writes an entry whose number is not there yet; undefined if somebody was faster. */
    append: (entry: Entry): Promise<string | undefined> =>
      put(entry, {
        ConditionExpression: 'attribute_not_exists(#resource)',
        ExpressionAttributeNames: { '#resource': 'resource' },
      }),
    async entry(resource: string, n: number): Promise<Entry | undefined> {
      const { Items } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: '#resource = :resource AND #n = :n',
          ExpressionAttributeNames: { '#resource': 'resource', '#n': 'n' },
          ExpressionAttributeValues: marshall({ ':resource': resource, ':n': n }),
          ConsistentRead: true,
        }),
      );
      return Items?.[0] && (fromItem(Items[0]) as Entry);
    },
    async latest(resource: string): Promise<Entry | undefined> {
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
      return Items?.[0] && (fromItem(Items[0]) as Entry);
    },
  };
};
