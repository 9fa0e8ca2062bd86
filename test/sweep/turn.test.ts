import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { takeTurn } from '../../lambdas/sweep/turn.ts';
import { refusal, stubHttp, type WireAnswer } from '../support/stub-http.ts';

const [MINE, OTHER] = ['arn:execution:mine', 'arn:execution:other'];

/** A table that holds whose turn it is, and Step Functions that say what has become of executions. */
const world = (holder: string | undefined, status: string | undefined) => {
  let turn = holder;
  const { config } = stubHttp(({ action, json }): WireAnswer => {
    if (action === 'DescribeExecution')
      return status === undefined
        ? refusal('ExecutionDoesNotExist', 400)
        : { body: JSON.stringify({ executionArn: OTHER, status }) };
    const { ':mine': mine, ':before': before } = unmarshall(json['ExpressionAttributeValues'] as never);
    if (turn === undefined || turn === mine || turn === before) {
      turn = String(mine);
      return { body: '{}' };
    }
    const Item = marshall({ execution: turn });
    return { status: 400, body: JSON.stringify({ __type: 'ConditionalCheckFailedException', Item }) };
  });
  const take = () => takeTurn(new DynamoDBClient(config), new SFNClient(config), 'ledger', MINE);
  return { take, turn: () => turn };
};

describe('a sweep has its turn', () => {
  test.for([
    ['when no other was before it', undefined, 'RUNNING'],
    ['when it is tried again', MINE, 'RUNNING'],
    ['when the last one is over', OTHER, 'SUCCEEDED'],
    ['when the last one has failed', OTHER, 'FAILED'],
    ['when the last one was stopped', OTHER, 'ABORTED'],
    ['when nobody knows the last one any more', OTHER, undefined],
  ] as const)('%s', async ([, holder, status]) => {
    const { take, turn } = world(holder, status);
    await take();
    expect(turn()).toBe(MINE);
  });
});

test('a sweep waits while another one is on its way', async () => {
  const { take, turn } = world(OTHER, 'RUNNING');
  await expect(take()).rejects.toMatchObject({
    name: 'SweepUnderWay',
    message: expect.stringContaining(OTHER),
  });
  expect(turn()).toBe(OTHER);
});
