import { type DynamoDBClient, GetItemCommand, paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { fromItem } from '../lambdas/adapters/item.ts';
import { own } from '../lambdas/core/base/json.ts';
import type { LedgerRecord } from '../lambdas/core/ledger/record.ts';

const isRecord = (item: unknown): boolean => ['STARTED', 'CLOSED'].includes(String(own(item, 'state')));

const recordsIn = (items: readonly Parameters<typeof fromItem>[0][] | undefined): LedgerRecord[] =>
  (items ?? []).map(fromItem).filter(isRecord) as unknown as LedgerRecord[];

/** One entry of a resource's log. */
export const recordAt = async (
  client: DynamoDBClient,
  TableName: string,
  resource: string,
  n: number,
): Promise<LedgerRecord | undefined> => {
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: marshall({ resource, n }), ConsistentRead: true }),
  );
  return recordsIn(Item && [Item])[0];
};

/** The log of one resource, oldest first. */
export const logOf = async (
  client: DynamoDBClient,
  TableName: string,
  resource: string,
): Promise<readonly LedgerRecord[]> => {
  const records: LedgerRecord[] = [];
  const query = {
    TableName,
    KeyConditionExpression: '#resource = :resource',
    ExpressionAttributeNames: { '#resource': 'resource' },
    ExpressionAttributeValues: marshall({ ':resource': resource }),
    ConsistentRead: true,
  };
  for await (const { Items } of paginateQuery({ client }, query)) records.push(...recordsIn(Items));
  return records;
};

/** Every entry of the ledger, in no order; `onPage` learns how many there are so far. */
export const everyRecord = async (
  client: DynamoDBClient,
  TableName: string,
  onPage: (records: number) => void,
): Promise<readonly LedgerRecord[]> => {
  const records: LedgerRecord[] = [];
  for await (const { Items } of paginateScan({ client }, { TableName })) {
    records.push(...recordsIn(Items));
    onPage(records.length);
  }
  return records;
};
