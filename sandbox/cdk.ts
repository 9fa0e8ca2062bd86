import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const MANIFEST = createRequire(import.meta.url).resolve('aws-cdk/package.json');

/** Version of this project's CDK command line. */
export const CDK_VERSION = (createRequire(import.meta.url)(MANIFEST) as { version: string }).version;

const CDK = join(dirname(MANIFEST), 'bin', 'cdk');

/** Runs the CDK command line of this project. @returns its standard output; an error shows all of its output */
export const cdk = async (
  env: Readonly<Record<string, string>>,
  cwd: string,
  args: readonly string[],
): Promise<string> => {
  const child = spawn(process.execPath, [CDK, ...args], {
    cwd,
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const all: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    out.push(chunk);
    all.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} failed:\n${Buffer.concat(all).toString()}`);
  return Buffer.concat(out).toString();
};
