import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as bodyOf } from 'node:stream/consumers';
import { marshall } from '@aws-sdk/util-dynamodb';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { configure } from '../../cli/commands/report.ts';
import { withOptions } from '../../cli/options.ts';
import { ACCOUNT, REGION } from '../support/report-records.ts';
import { SAMPLE } from '../support/report-sample.ts';

const stack = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
<StackName>Drawbridge</StackName><StackId>arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Drawbridge/1</StackId>
<CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>
<Outputs><member><OutputKey>LedgerTableName</OutputKey><OutputValue>the-ledger</OutputValue></member>
<member><OutputKey>ExceptionsTableName</OutputKey><OutputValue>the-exceptions</OutputValue></member></Outputs>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
const noStack = `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Drawbridge does not exist</Message></Error></ErrorResponse>`;

const items = [
  ...SAMPLE.records,
  { resource: 'refused/e-1', n: 1, state: 'REFUSED', kind: 's3-bucket', eventId: 'e-1', reason: 'no name' },
].map((item) => marshall(item, { removeUndefinedValues: true }));

const exception = {
  ...SAMPLE.exceptions[0],
  until: new Date(Date.now() + 86_400_000).toISOString(),
  grantedAt: new Date(Date.now() - 3_600_000).toISOString(),
};

/** The ledger in pages of five. */
const scan = (request: string): object => {
  const { TableName, ExclusiveStartKey } = JSON.parse(request);
  if (TableName === 'the-exceptions') return { Items: [marshall(exception)] };
  expect(TableName).toBe('the-ledger');
  const from = Number(ExclusiveStartKey?.n?.N ?? 0);
  const next = from + 5;
  return {
    Items: items.slice(from, next),
    ...(next < items.length && { LastEvaluatedKey: { resource: { S: 'r' }, n: { N: String(next) } } }),
  };
};

const answerTo = ({ headers }: IncomingMessage, body: string, deployed: boolean) => {
  if (String(headers['x-amz-target']).endsWith('.Scan'))
    return { status: 200, body: JSON.stringify(scan(body)) };
  return deployed ? { status: 200, body: stack } : { status: 400, body: noStack };
};

describe('drawbridge report', () => {
  let server: Server;
  let folder: string;
  let deployed = true;
  const written: string[] = [];
  const said: string[] = [];

  beforeEach(async () => {
    deployed = true;
    server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const answer = answerTo(request, body, deployed);
        response.writeHead(answer.status).end(answer.body);
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    folder = mkdtempSync(join(tmpdir(), 'report-'));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_REGION', REGION);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    written.length = said.length = 0;
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => said.push(String(chunk)) > 0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    process.exitCode = undefined;
    rmSync(folder, { recursive: true });
    server.close();
  });

  const run = (...args: readonly string[]) => {
    const program = withOptions(new Command('drawbridge')).exitOverride();
    configure(program.command('report'));
    return program.parseAsync(['report', ...args], { from: 'user' });
  };

  test('writes the page of all the pages of the ledger, says what waits and exits 1', async () => {
    const file = join(folder, 'report.html');
    await run('--output', file);
    const page = readFileSync(file, 'utf8');
    expect(page.match(/<article /g)).toHaveLength(SAMPLE.records.length);
    expect(page).toContain(`<dd>${ACCOUNT}</dd>`);
    expect(written).toEqual([`${file}\n`]);
    expect(said.join('')).toContain(
      'Waiting for a person: 1 failed finding, 1 open finding, 1 finding that keeps coming back and 1 unjudged event.',
    );
    expect(process.exitCode).toBe(1);
  });
  test('writes it to stdout for -', async () => {
    await run('--output', '-');
    expect(written.join('')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });
  test('prints findings and numbers as JSON for machines', async () => {
    await run('--json');
    const document = JSON.parse(written.join(''));
    expect(document).toMatchObject({
      account: ACCOUNT,
      region: REGION,
      summary: { counts: { FAILED: 1, OPEN: 1 } },
      refusals: [{ eventId: 'e-1' }],
      exceptions: [{ id: 'x-5d0c7a91b2', findings: [{ standing: 'EXCEPTED' }] }],
    });
    expect(document.findings).toHaveLength(12);
  });
  test('says what to do where nothing is deployed', async () => {
    deployed = false;
    await expect(run()).rejects.toThrow(/no stack Drawbridge in this account and region\. Deploy it/);
  });
  test('says what to do when the file cannot be written', async () => {
    await expect(run('--output', join(folder, 'no', 'such', 'folder.html'))).rejects.toThrow(
      /cannot be written \(ENOENT\)\. Name another file/,
    );
  });
});
