import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bootstrap } from './bootstrap.ts';
import { cdk } from './cdk.ts';
import type { Cloud } from './cloud.ts';
import { LOCAL } from './local.ts';
import { synthesise } from './synth.ts';

const ROOT = join(import.meta.dirname, '..');

export interface DeployOptions {
  /** Values for `-c key=value`. */
  readonly context?: Readonly<Record<string, string>>;
  /** Folder of the app's cdk.json; the project itself when absent. */
  readonly app?: string;
  readonly progress?: (step: string) => void;
}

export type Outputs = Readonly<Record<string, string>>;

const contextArguments = (context: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);

const DEPLOY = ['deploy', 'Drawbridge', '--require-approval', 'never', '--method', 'direct', '--no-notices'];

/**
 * Deploys this very app into the cloud with `cdk deploy`; the synthesis runs beside the bootstrap.
 * @returns the outputs of the stack
 */
export const deploy = async (cloud: Cloud, options: DeployOptions = {}): Promise<Outputs> => {
  const { app = ROOT, progress = () => {} } = options;
  const outputs = join(LOCAL, `outputs-${process.pid}.json`);
  progress('synthesising the app, bootstrapping the account');
  const [assembly] = await Promise.all([
    synthesise(cloud, app, contextArguments(options.context)),
    bootstrap(cloud),
  ]);
  progress('deploying the stack Drawbridge');
  await cdk(cloud.env, app, [...DEPLOY, '--app', assembly, '--outputs-file', outputs]);
  const all = JSON.parse(await readFile(outputs, 'utf8')) as Readonly<Record<string, Outputs>>;
  await rm(outputs);
  return all['Drawbridge'] ?? {};
};
