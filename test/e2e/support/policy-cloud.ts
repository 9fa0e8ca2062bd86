import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clients, clientsOf, configOf } from '../../../sandbox/clients.ts';
import { type Cloud, startCloud } from '../../../sandbox/cloud.ts';
import { deploy, type Outputs } from '../../../sandbox/deploy.ts';
import { type Inbox, openInbox } from '../../../sandbox/inbox.ts';
import { localFolder } from '../../../sandbox/local.ts';

/** An embedded AWS of its own, with this app deployed under a policy of its own. */
export interface PolicyCloud extends Pick<Cloud, 'control' | 'account' | 'stop'> {
  readonly clients: Clients;
  /** What every other SDK client of it is made with. */
  readonly config: ReturnType<typeof configOf>;
  /** Of the deployed stack. */
  readonly outputs: Outputs;
  readonly inbox: Inbox;
  /** Runs the command line as somebody would in the clone. */
  cli(...given: readonly string[]): Promise<Ran>;
  /** The same with another policy file. */
  cliWith(file: string, ...given: readonly string[]): Promise<Ran>;
}

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The name changes with the contents, so that nobody takes one policy's synthesis for another's. */
const writePolicy = async (text: string): Promise<string> => {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const file = join(await localFolder('policies'), `policy-${hash}.yaml`);
  writeFileSync(file, text);
  return file;
};

const CLI = join(import.meta.dirname, '../../../bin/cli.mjs');

/** Starts the cloud, lets `prepare` make what the policy names, and deploys. */
export const startPolicyCloud = async (
  prepare: (clients: Clients) => Promise<string>,
): Promise<PolicyCloud> => {
  const cloud = await startCloud();
  try {
    const clients = clientsOf(cloud);
    const policy = await writePolicy(await prepare(clients));
    const outputs = await deploy(cloud, { context: { policy } });
    await cloud.warm;
    const inbox = await openInbox(clients.sns, clients.sqs, outputs['FindingsTopicArn'] ?? '');
    const env = { ...process.env, ...cloud.env, NO_COLOR: '1' };
    const cliWith = (file: string, ...given: readonly string[]): Promise<Ran> =>
      new Promise((done) => {
        execFile(process.execPath, [CLI, ...given, '--policy', file], { env }, (error, stdout, stderr) =>
          done({ code: error ? Number(error.code) : 0, stdout, stderr }),
        );
      });
    return {
      clients,
      config: configOf(cloud),
      outputs,
      inbox,
      control: cloud.control,
      account: cloud.account,
      stop: () => cloud.stop(),
      cli: (...given) => cliWith(policy, ...given),
      cliWith,
    };
  } catch (error) {
    await cloud.stop();
    throw error;
  }
};
