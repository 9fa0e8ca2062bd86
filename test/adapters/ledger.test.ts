import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { createLedger } from '../../lambdas/adapters/ledger.ts';
import type { Status } from '../../lambdas/core/ledger/record.ts';
import { recordOf } from '../publisher/records.ts';
import { stubHttp } from '../support/stub-http.ts';

const place = { partition: 'aws', account: '123456789012', region: 'us-east-1' };

test.for<[Status, boolean]>([
  ['REMEDIATED', false],
  ['RESOLVED', false],
  ['NOTIFIED', true],
  ['EXCLUDED', true],
  ['FAILED', true],
])('an entry that says %s is kept until it is over: %s', async ([status, isOpen]) => {
  const { config, calls } = stubHttp(() => ({ body: '{}' }));
  const record = recordOf(status);
  await createLedger(new DynamoDBClient(config), 'ledger', place).append(record);
  const item = unmarshall(calls[0]?.json['Item'] as never);
  expect([item['expires'], item['keptUntil'], item['open']]).toEqual(
    isOpen ? [undefined, record.expires, record.kind] : [record.expires, undefined, undefined],
  );
});
