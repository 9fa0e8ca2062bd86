import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { errorCode } from '../core/base/errors.ts';
import { own } from '../core/base/json.ts';

/** Another sweep is on its way. The state machine goes by this name, and tries again until it is over. */
export class SweepUnderWay extends Error {
  override readonly name = 'SweepUnderWay';
}

/** Where the ledger's table says which execution has its turn. */
const TURN = { resource: 'sweep/turn', n: 1 };
const KEPT_SECONDS = 7 * 86_400;

const isOver = async (sfn: SFNClient, executionArn: string): Promise<boolean> => {
  try {
    return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status !== 'RUNNING';
  } catch (error) {
    if (errorCode(error) === 'ExecutionDoesNotExist') return true;
    throw error;
  }
};

/**
 * Lets one sweep after the other through the resources: several at once would share AWS's request limits, and each has a
 * limit of fixes of its own. Whoever had the turn before is asked for by Step Functions, so that one that was stopped or
 * has failed holds up nobody. Throws `SweepUnderWay`.
 */
export const takeTurn = async (
  dynamodb: DynamoDBClient,
  sfn: SFNClient,
  table: string,
  execution: string,
): Promise<void> => {
  /** @returns who has the turn instead */
  const claim = async (before?: string): Promise<string | undefined> => {
    try {
      await dynamodb.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({ ...TURN, execution, expires: Math.floor(Date.now() / 1000) + KEPT_SECONDS }),
          ConditionExpression: `attribute_not_exists(#execution) OR #execution = :mine${before === undefined ? '' : ' OR #execution = :before'}`,
          ExpressionAttributeNames: { '#execution': 'execution' },
          ExpressionAttributeValues: marshall({
            ':mine': execution,
            ...(before !== undefined && { ':before': before }),
          }),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return undefined;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return String(own(unmarshall(error.Item ?? {}), 'execution'));
    }
  };
  const holder = await claim();
  if (holder === undefined) return;
  if ((await isOver(sfn, holder)) && (await claim(holder)) === undefined) return;
  throw new SweepUnderWay(`${holder} is on its way; this sweep begins when it is over.`);
};
