import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { GIGABYTE, holding, JOB, jobTaken } from './aws.ts';
import { ARN, closedBucket, DEFAULTS, policyWith, READABLE } from './records.ts';

const log: LedgerRecord[] = [closedBucket()];

type Wire = Readonly<Record<string, Record<string, AttributeValue>>>;

/** The three services as the function calls them; the ledger's table holds one log. */
const answers: Readonly<Record<string, (body: Wire) => string>> = {
  'POST /jobs': () => jobTaken.body,
  GetMetricData: () => holding(2 * GIGABYTE, 3).body,
  Query: ({ ExpressionAttributeValues = {} }) => {
    const { ':n': n, ':resource': resource } = unmarshall(ExpressionAttributeValues);
    const found = log.filter((entry) => entry.resource === resource && (n === undefined || entry.n === n));
    return JSON.stringify({ Items: found.slice(-1).map((entry) => marshall(entry)) });
  },
  PutItem: ({ Item = {} }) => {
    log.push(unmarshall(Item) as LedgerRecord);
    return '{}';
  },
};

const actionOf = ({ method, url, headers }: IncomingMessage): string =>
  String(headers['x-amz-target'] ?? `${method} ${url}`)
    .split('.')
    .at(-1) ?? '';

const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const body = await text(request);
  const answer = answers[actionOf(request)];
  response.writeHead(answer ? 200 : 500, { 'content-type': 'application/json' });
  response.end(answer?.(body ? JSON.parse(body) : {}) ?? '{}');
};

const server = createServer((request, response) => void serve(request, response));

const context = {
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:s3-scan',
  functionName: 's3-scan',
} as Context;

let handle: (event: unknown, context: Context) => Promise<unknown>;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = mkdtempSync(join(tmpdir(), 's3-scan-'));
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(policyWith({ [READABLE]: DEFAULTS })));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'example',
    AWS_SECRET_ACCESS_KEY: 'example',
    LAMBDA_TASK_ROOT: folder,
    LEDGER_TABLE: 'ledger',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
  handle = (await import('../../lambdas/s3-scan/handler.ts')).handler;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test('a finding as EventBridge brings it becomes a follow-up in the table', async () => {
  const detail = {
    id: `123456789012/eu-central-1/quarterly-figures/7/${READABLE}`,
    template: READABLE,
    status: 'REMEDIATED',
    resource: { type: 'AwsS3Bucket', id: 'quarterly-figures', arn: ARN },
  };
  await handle({ source: 'drawbridge', 'detail-type': 'Drawbridge Finding', detail }, context);
  expect(log.map(({ n }) => n)).toEqual([7, 8]);
  expect(log[1]?.findings[READABLE]).toMatchObject({ scanned: true, note: expect.stringContaining(JOB) });
});

test('an event that names no bucket is left out', async () => {
  await handle({ source: 'drawbridge', detail: { id: 'x' } }, context);
  expect(log).toHaveLength(2);
});

test('a ping is answered', async () => {
  expect(await handle({ ping: true }, context)).toEqual({ version: expect.any(String) });
});
