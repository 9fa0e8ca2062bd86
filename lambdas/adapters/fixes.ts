import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Fixes } from '../core/sweep/sweep-resource.ts';

/** Longer than a sweep may take. */
const KEPT_SECONDS = 7 * 86_400;

/** The figure of each sweep in the ledger's table. A call that is tried again may count twice, never too little. */
export const createFixes = (client: DynamoDBClient, table: string): Fixes => {
  const add = async (sweep: string, count: number, limit?: number): Promise<void> => {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall({ resource: `sweep/${sweep}`, n: 1 }),
        UpdateExpression: 'SET #expires = :expires ADD #fixes :count',
        ...(limit !== undefined && {
          ConditionExpression: 'attribute_not_exists(#fixes) OR #fixes < :limit',
        }),
        ExpressionAttributeNames: { '#fixes': 'fixes', '#expires': 'expires' },
        ExpressionAttributeValues: marshall({
          ':count': count,
          ':expires': Math.floor(Date.now() / 1000) + KEPT_SECONDS,
          ...(limit !== undefined && { ':limit': limit }),
        }),
      }),
    );
  };
  return {
    async take(sweep, limit) {
      if (limit <= 0) return false;
      try {
        await add(sweep, 1, limit);
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    giveBack: (sweep) => add(sweep, -1),
  };
};
