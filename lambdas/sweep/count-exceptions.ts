import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { metric } from '../adapters/metric.ts';
import { type Bounds, isStop, judgeException } from '../core/exclusions/exceptions.ts';

/** Counts the exceptions in force, as the metric `ExceptionsInForce`; the emergency stop is none. */
export const countExceptions = async (
  client: DynamoDBClient,
  TableName: string,
  bounds: Bounds,
): Promise<void> => {
  let inForce = 0;
  for await (const { Items = [] } of paginateScan({ client }, { TableName }))
    inForce += Items.map((item) => unmarshall(item)).filter(
      (item) => !isStop(item) && 'holds' in judgeException(item, bounds),
    ).length;
  metric('ExceptionsInForce', inForce, 'Count');
};
