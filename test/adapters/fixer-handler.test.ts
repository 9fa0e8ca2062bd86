import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_POLICY } from '../../lambdas/core/base/policy.ts';
import type { ResourceType } from '../../lambdas/core/base/resource-type.ts';
import { newSweep } from '../support/fleet.ts';
import { newWorld, type Row, row, type Toy, toyRemediator } from '../support/toy.ts';

interface Call {
  readonly action: string;
  readonly input: Readonly<Record<string, Record<string, Record<string, string>>>>;
}

const calls: Call[] = [];

/** DynamoDB, empty: it takes everything and knows nothing. */
const server = createServer((request, response) => {
  void text(request).then((body) => {
    const action = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    calls.push({ action, input: JSON.parse(body) as Call['input'] });
    response.setHeader('content-type', 'application/x-amz-json-1.0').end('{}');
  });
});

const context = {
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:toy',
  awsRequestId: 'r-1',
  getRemainingTimeInMillis: () => 60_000,
} as unknown as Context;

const event = (name: string) => ({
  source: 'aws.toy',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventName: name,
    eventID: 'e-1',
    eventSource: 'toy.amazonaws.com',
    eventTime: '2026-11-22T09:00:00Z',
  },
});

/** A handler of toys; the event `Touch` touches so many of them. */
const handlerOf = async (touched: number) => {
  const { fixerHandler } = await import('../../lambdas/adapters/fixer-handler.ts');
  const world = newWorld(row('r-bad', 'alpha'));
  const toy = toyRemediator(world);
  const kind: ResourceType<Toy, Row> = {
    ...toy.kind,
    templates: toy.templates,
    calls: { Touch: { wakes: 'opens' } },
    hint: () => ({ ids: [], lookUps: [{ by: 'name', value: 'many' }], closes: false, shows: [] }),
  };
  const handler = fixerHandler(kind, () => () => ({
    reader: {
      ...toy.reader,
      resolve: async () => Array.from({ length: touched }, (_, i) => `toy-${i}`),
    },
    ...(toy.fixer && { fixer: toy.fixer }),
    lister: { list: async () => ({ resources: [{ id: 'toy-0' }] }) },
  }));
  return { handler, world };
};

const written = () =>
  calls.filter(({ action }) => action === 'PutItem').map(({ input }) => input['Item'] ?? {});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-'));
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(DEFAULT_POLICY));
  vi.stubEnv('LAMBDA_TASK_ROOT', folder);
  vi.stubEnv('LEDGER_TABLE', 'ledger');
  vi.stubEnv('EXCEPTIONS_TABLE', 'exceptions');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'example');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
});

beforeEach(() => {
  calls.length = 0;
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('an event that touches some resources has each of them judged', async () => {
  const { handler, world } = await handlerOf(2);
  await handler(event('Touch'), context);
  expect(world.rows).toEqual([]);
  expect(written().some(({ state }) => state?.['S'] === 'CLOSED')).toBe(true);
});

test('one that touches more than a function can judge is handed to the sweep', async () => {
  const { handler, world } = await handlerOf(26);
  await handler(event('Touch'), context);
  expect(world.rows).toHaveLength(1);
  expect(written()).toMatchObject([
    { resource: { S: 'refused/e-1' }, handedTo: { S: 'sweep' }, kind: { S: 'toy' } },
  ]);
});

test('a sweep has one resource type gone through, and comes back without it', async () => {
  const { handler, world } = await handlerOf(0);
  const other = { kind: 'other', phase: 'open', notifyOnly: false } as const;
  const sweep = newSweep({ max: 10 });
  const after = await handler({ sweep: { ...sweep, queue: [...sweep.queue, other] } }, context);
  expect(after).toMatchObject({ queue: [other], tally: { seen: 1, closed: 1 } });
  expect(world.rows).toEqual([]);
});

test('a ping is answered with the version, and nothing is called', async () => {
  const { handler } = await handlerOf(0);
  expect(await handler({ ping: true }, context)).toEqual({ version: expect.any(String) });
  expect(calls).toEqual([]);
});
