import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { localFolder } from './local.ts';

export interface Emulator {
  readonly port: number;
  stop(): Promise<void>;
}

const LAUNCHER = join(import.meta.dirname, 'launch.py');
const READY = { moto: '/moto-api/data.json', ministack: '/_ministack/health' };
const PATIENCE_MS = 60_000;

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
};

const answers = async (url: string): Promise<boolean> => {
  try {
    const { ok } = await fetch(url, { signal: AbortSignal.timeout(1000) });
    return ok;
  } catch {
    return false;
  }
};

const waitUntilReady = async (name: string, child: ChildProcess, url: string, log: string): Promise<void> => {
  const end = Date.now() + PATIENCE_MS;
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > end) {
      const tail = (await readFile(log, 'utf8')).split('\n').slice(-15).join('\n');
      throw new Error(`The emulator ${name} did not start; the end of ${log}:\n${tail}`);
    }
    await sleep(25);
  }
};

/** Ends the child by closing its stdin, which it watches, so that it never outlives this process either. */
const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.stdin?.end();
  const kill = setTimeout(() => child.kill('SIGKILL'), 3000);
  await gone;
  clearTimeout(kill);
};

/** Starts one emulator on a free port of 127.0.0.1; its output goes to a log file in `.local/logs`. */
export const startEmulator = async (
  python: string,
  name: keyof typeof READY,
  env: Readonly<Record<string, string>>,
): Promise<Emulator> => {
  const port = await freePort();
  const log = join(await localFolder('logs'), `${name}-${port}.log`);
  const output = openSync(log, 'w');
  const child = spawn(python, [LAUNCHER, name, String(port)], {
    env: { ...process.env, ...env, PYTHONUNBUFFERED: '1' },
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  await waitUntilReady(name, child, `http://127.0.0.1:${port}${READY[name]}`, log).catch(async (error) => {
    await end(child);
    throw error;
  });
  return { port, stop: () => end(child) };
};
