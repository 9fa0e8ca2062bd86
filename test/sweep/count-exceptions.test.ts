import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, expect, test, vi } from 'vitest';
import type { Bounds } from '../../lambdas/core/exclusions/exceptions.ts';
import { countExceptions } from '../../lambdas/sweep/end.ts';
import { refusal, stubHttp, type WireAnswer } from '../support/stub-http.ts';

const bounds: Bounds = { templates: new Set(['ssh']), maxDays: 30, now: Date.UTC(2026, 10, 22, 9) };
const good = {
  resource: 'arn:aws:toy:us-east-1:1:toy-1',
  id: 'x-1',
  template: 'ssh',
  until: '2026-11-23',
  reason: 'migration',
  grantedBy: 'arn:aws:iam::1:user/a',
  grantedAt: '2026-11-22T08:59:00Z',
};

const page = (items: readonly object[], after?: object): WireAnswer => ({
  body: JSON.stringify({
    Items: items.map((item) => marshall(item)),
    ...(after && { LastEvaluatedKey: marshall(after) }),
  }),
});

/** What is counted, and the calls that it took. */
const counted = async (...pages: readonly WireAnswer[]) => {
  const lines: unknown[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  const waiting = [...pages];
  const { config, calls } = stubHttp(() => waiting.shift());
  const done = countExceptions(new DynamoDBClient(config), 'exceptions', bounds);
  const error = await done.then(() => undefined).catch(String);
  return { lines, calls, error };
};

afterEach(() => void vi.restoreAllMocks());

test('the exceptions in force are counted, page after page', async () => {
  const key = { resource: good.resource, id: 'x-2' };
  const { lines, calls } = await counted(
    page([good, { ...good, id: 'x-2' }], key),
    page([], key),
    page([{ ...good, id: 'x-3' }]),
  );
  expect(lines).toMatchObject([
    {
      ExceptionsInForce: 3,
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Drawbridge',
            Dimensions: [[]],
            Metrics: [{ Name: 'ExceptionsInForce', Unit: 'Count' }],
          },
        ],
      },
    },
  ]);
  expect(calls.map(({ action, json }) => [action, json['TableName'], json['ExclusiveStartKey']])).toEqual([
    ['Scan', 'exceptions', undefined],
    ['Scan', 'exceptions', marshall(key)],
    ['Scan', 'exceptions', marshall(key)],
  ]);
});

test('none is a figure too', async () => {
  expect((await counted(page([]))).lines).toMatchObject([{ ExceptionsInForce: 0 }]);
});

test.for([
  ['is over', { until: '2026-11-21' }],
  ['is too long', { until: '2027-11-21' }],
  ['has no end', { until: 7 }],
  ['is of no template', { template: 'telnet' }],
  ['is the emergency stop', { resource: '*', id: 'stop' }],
] as const)('what %s is not among them', async ([, given]) => {
  expect((await counted(page([good, { ...good, ...given }]))).lines).toMatchObject([
    { ExceptionsInForce: 1 },
  ]);
});

test('half of them is no figure', async () => {
  const key = { resource: good.resource, id: good.id };
  const { lines, error } = await counted(page([good], key), refusal('AccessDeniedException'));
  expect(lines).toEqual([]);
  expect(error).toContain('AccessDenied');
});
