import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../lambdas/core/base/policy.ts';
import { BUILD, functionNames } from '../../../lib/bundle/bundle.ts';

const run = promisify(execFile);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drawbridge-ping-'));
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(DEFAULT_POLICY));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that some function asks its environment for. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'example',
  AWS_SECRET_ACCESS_KEY: 'example',
  LEDGER_TABLE: 'ledger',
  EXCEPTIONS_TABLE: 'exceptions',
  TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:topic',
  MAIL_TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:mail',
  SWEEP_MACHINE_ARN: 'arn:aws:states:us-east-1:111122223333:stateMachine:sweep',
  WAKE_NAME: 'wake',
  WAKE_ROLE_ARN: 'arn:aws:iam::111122223333:role/wake',
  DEAD_LETTERS: 'https://sqs.us-east-1.amazonaws.com/111122223333/letters',
  PUBLISHER_ARN: 'arn:aws:lambda:us-east-1:111122223333:function:publisher',
  SCHEDULES: 'Drawbridge-ends-',
  SCHEDULER_ROLE_ARN: 'arn:aws:iam::111122223333:role/wake',
  FIXERS: '{}',
  KINDS: 'security-group',
  TEMPLATES: '',
  EVENT_SOURCES: 'ec2.amazonaws.com',
};

/** As Lambda loads it: the bundle alone, in a folder of its own, on the Node that runs this test. */
test.each(functionNames())('the function %s loads without anything beside it, and answers', async (name) => {
  const bundle = join(folder, `${name}.mjs`);
  cpSync(join(BUILD, name, 'index.mjs'), bundle);
  const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
    const context = { invokedFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:${name}', getRemainingTimeInMillis: () => 60000 };
    process.stdout.write('ANSWER ' + JSON.stringify(await handler({ ping: true }, context)));
    process.exit(0);`;
  const env = { ...ENVIRONMENT, PATH: process.env['PATH'], LAMBDA_TASK_ROOT: folder };
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { env, cwd: folder });
  expect(stdout).toMatch(/ANSWER .*"version":"\d+\.\d+\.\d+"/);
});
