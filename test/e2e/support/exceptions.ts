import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { config, output } from './cloud.ts';

const client = new DynamoDBClient(config);

/** Writes an item past the command line, as somebody with rights on the table may. */
export const writeException = async (item: object): Promise<void> => {
  const TableName = output('ExceptionsTableName');
  await client.send(new PutItemCommand({ TableName, Item: marshall(item) }));
};

/** The exceptions of one resource, as they are in the table. */
export const exceptionsOf = async (resource: string): Promise<readonly Record<string, unknown>[]> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: output('ExceptionsTableName') }));
  return Items.map((item) => unmarshall(item)).filter((item) => item['resource'] === resource);
};
