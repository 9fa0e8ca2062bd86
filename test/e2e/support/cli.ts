import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { place } from './cloud.ts';

const CLI = join(import.meta.dirname, '../../../bin/cli.mjs');
/** What the shared deployment is made with. */
const POLICY = join(import.meta.dirname, 'policy.yaml');

/** What a run of the command line has left. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const env = {
  PATH: process.env['PATH'],
  NO_COLOR: '1',
  AWS_ENDPOINT_URL: place.endpoint,
  AWS_REGION: place.region,
  AWS_ACCESS_KEY_ID: place.account,
  AWS_SECRET_ACCESS_KEY: 'sandbox',
};

/** Runs the command line against the embedded AWS, as a user of its account without a terminal. */
export const drawbridge = (...args: readonly string[]): Promise<Run> =>
  new Promise((resolve) => {
    execFile(process.execPath, [CLI, '--policy', POLICY, ...args], { env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : Number(error !== null);
      resolve({ code, stdout, stderr });
    });
  });

/** The JSON document of a command that must end well. */
export const answerOf = async (...args: readonly string[]): Promise<unknown> => {
  const { code, stdout, stderr } = await drawbridge(...args, '--json');
  if (code !== 0) throw new Error(`drawbridge ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
};
