import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CDK_VERSION, cdk } from './cdk.ts';
import type { Cloud } from './cloud.ts';
import { LOCAL } from './local.ts';
import { plainCall } from './plain-call.ts';

const HOME = join(LOCAL, 'cdk');

/** The template of `cdk bootstrap`, kept for the next start. */
const template = async (cloud: Cloud): Promise<string> => {
  const path = join(HOME, `bootstrap-${CDK_VERSION}.yaml`);
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept) return kept;
  await mkdir(HOME, { recursive: true });
  const made = await cdk(cloud.env, HOME, ['bootstrap', '--show-template', '--no-notices']);
  await writeFile(path, made);
  return made;
};

const PATIENCE_MS = 60_000;

const status = async (cloud: Cloud): Promise<string> => {
  const body = 'Action=DescribeStacks&Version=2010-05-15&StackName=CDKToolkit';
  const answer = await plainCall(cloud, { service: 'cloudformation', method: 'POST', path: '/', body });
  return /<StackStatus>(\w+)<\/StackStatus>/.exec(answer)?.[1] ?? 'unknown';
};

const bootstrapped = new WeakSet<Cloud>();

/**
 * Makes the stack CDKToolkit, once for a cloud. `cdk bootstrap` does the same and takes five seconds longer, which the
 * start of its command line and its polling cost.
 */
export const bootstrap = async (cloud: Cloud): Promise<void> => {
  if (bootstrapped.has(cloud)) return;
  const body = new URLSearchParams({
    Action: 'CreateStack',
    Version: '2010-05-15',
    StackName: 'CDKToolkit',
    TemplateBody: await template(cloud),
    'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
  }).toString();
  await plainCall(cloud, { service: 'cloudformation', method: 'POST', path: '/', body });
  const end = Date.now() + PATIENCE_MS;
  for (let now = await status(cloud); now !== 'CREATE_COMPLETE'; now = await status(cloud)) {
    if (now !== 'CREATE_IN_PROGRESS' || Date.now() > end)
      throw new Error(`The stack CDKToolkit is ${now}; see ${join(LOCAL, 'logs')}.`);
    await sleep(50);
  }
  bootstrapped.add(cloud);
};
