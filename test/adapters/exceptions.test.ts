import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createExceptions } from '../../lambdas/adapters/exceptions.ts';
import { stubHttp, type WireAnswer } from '../support/stub-http.ts';

const ARN = 'arn:aws:toy:us-east-1:1:toy-1';

const exceptionsOf = (answers: Readonly<Record<string, WireAnswer>>) => {
  const { config, calls } = stubHttp(({ action }) => answers[action]);
  return { exceptions: createExceptions(new DynamoDBClient(config), 'exceptions'), calls };
};

const json = (value: unknown): WireAnswer => ({
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/x-amz-json-1.0' },
});

test('the items of the resource and the emergency stop are read, and nothing else that stands under *', async () => {
  const { exceptions, calls } = exceptionsOf({
    Query: json({ Items: [{ id: { S: 'x1' } }] }),
    GetItem: json({ Item: { id: { S: 'stop' } } }),
  });
  expect(await exceptions.of(ARN)).toEqual([{ id: 'x1' }, { id: 'stop' }]);
  const asked = calls.find(({ action }) => action === 'GetItem')?.json;
  expect(asked).toMatchObject({ Key: { resource: { S: '*' }, id: { S: 'stop' } } });
});

test('more than a page cannot be told from flooding: nothing is known then', async () => {
  const { exceptions } = exceptionsOf({
    Query: json({ Items: [], LastEvaluatedKey: { resource: { S: ARN }, id: { S: 'x1' } } }),
    GetItem: json({}),
  });
  await expect(exceptions.of(ARN)).rejects.toThrow('more than 1 MB of exceptions');
});
