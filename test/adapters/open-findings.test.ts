import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { createOpenFindings } from '../../lambdas/adapters/open-findings.ts';
import { refusal, stubHttp, type WireAnswer } from '../support/stub-http.ts';

const using = (...answers: readonly WireAnswer[]) => {
  const waiting = [...answers];
  const { config, calls } = stubHttp(() => waiting.shift());
  return { open: createOpenFindings(new DynamoDBClient(config), 'ledger', 'toy'), calls };
};

const json = (value: object): WireAnswer => ({ body: JSON.stringify(value) });
const item = (n: number) => ({ resource: { S: `arn:toy-${n}` }, n: { N: String(n) }, id: { S: `toy-${n}` } });
const key = { resource: { S: 'arn:toy-2' }, n: { N: '2' }, open: { S: 'toy' } };

describe('what is open', () => {
  test('is asked of the index, by kind', async () => {
    const { open, calls } = using(json({ Items: [item(1), item(2)] }));
    expect(await open.list()).toEqual({
      findings: [
        { resource: 'arn:toy-1', n: 1, id: 'toy-1' },
        { resource: 'arn:toy-2', n: 2, id: 'toy-2' },
      ],
    });
    expect(calls[0]?.json).toMatchObject({
      TableName: 'ledger',
      IndexName: 'open',
      ExpressionAttributeValues: { ':kind': { S: 'toy' } },
    });
  });

  test('comes page after page', async () => {
    const { open, calls } = using(json({ Items: [item(1)], LastEvaluatedKey: key }), json({ Items: [] }));
    const { next } = await open.list();
    expect(await open.list(next)).toEqual({ findings: [] });
    expect(calls[1]?.json).toMatchObject({ ExclusiveStartKey: key });
  });
});

describe('an entry that is overtaken', () => {
  const finding = { resource: 'arn:toy-1', n: 1, id: 'toy-1' };

  test('is taken off the index, and stays in the ledger', async () => {
    const { open, calls } = using(json({}));
    await open.forget(finding);
    expect(calls[0]).toMatchObject({
      action: 'UpdateItem',
      json: {
        // What it would have expired by, had it not been open.
        UpdateExpression: 'SET #expires = if_not_exists(#until, #expires) REMOVE #open, #until',
        ConditionExpression: 'attribute_exists(#open)',
      },
    });
  });

  test('that has expired meanwhile does not come back', async () => {
    await expect(
      using(refusal('ConditionalCheckFailedException')).open.forget(finding),
    ).resolves.toBeUndefined();
  });

  test('that cannot be taken off is an error', async () => {
    await expect(using(refusal('AccessDeniedException')).open.forget(finding)).rejects.toThrow(
      'AccessDenied',
    );
  });
});
