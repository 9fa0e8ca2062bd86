import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LOCAL } from './local.ts';

const run = promisify(execFile);

const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const HOME = join(LOCAL, 'python');
const STAMP = join(HOME, 'requirements.sha256');
const BIN = join(HOME, process.platform === 'win32' ? 'Scripts' : 'bin');

/** The interpreter of the sandbox's own virtual environment. */
const PYTHON = join(BIN, 'python');

const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];

const PROBE = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';

type Probe = { readonly version: string } | { readonly missing: 'python' | 'venv' };

const probe = async (command: string): Promise<Probe> => {
  try {
    return { version: (await run(command, ['-c', PROBE])).stdout.trim() };
  } catch (error) {
    return { missing: String(error).includes('ModuleNotFoundError') ? 'venv' : 'python' };
  }
};

const recent = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 3 && minor >= 11;
};

const findPython = async (): Promise<string> => {
  const seen: string[] = [];
  for (const command of CANDIDATES) {
    const found = await probe(command);
    if ('version' in found && recent(found.version)) return command;
    if ('version' in found) seen.push(`${command} is ${found.version}`);
    else if (found.missing === 'venv') seen.push(`${command} lacks the venv module`);
  }
  throw new Error(
    `The embedded AWS needs Python 3.11 or newer with its venv module; ${seen.join(', ') || 'no python3 is on the PATH'}. ` +
      'Install it (Debian, Ubuntu: "apt install python3 python3-venv"; macOS: "brew install python"; https://www.python.org/downloads/) and try again.',
  );
};

const installed = async (hash: string): Promise<boolean> =>
  (await readFile(STAMP, 'utf8').catch(() => '')).trim() === hash;

/**
 * Makes the virtual environment of the emulators once; the revision, written last, is the hash of the pinned requirements,
 * so that a half-made or outdated environment is made anew.
 * @returns the path of its interpreter
 */
export const preparePython = async (progress: (step: string) => void = () => {}): Promise<string> => {
  const hash = createHash('sha256')
    .update(await readFile(REQUIREMENTS))
    .digest('hex');
  if (await installed(hash)) return PYTHON;
  const python = await findPython();
  progress(`making a Python environment in ${HOME}`);
  await rm(HOME, { recursive: true, force: true });
  await mkdir(dirname(HOME), { recursive: true });
  await run(python, ['-m', 'venv', HOME]);
  progress('installing the emulators, once (pip install -r sandbox/requirements.txt)');
  await run(
    PYTHON,
    ['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check', '-r', REQUIREMENTS],
    { env: { ...process.env, PATH: [BIN, process.env['PATH']].join(delimiter) }, maxBuffer: 16 * 2 ** 20 },
  );
  await writeFile(STAMP, `${hash}\n`);
  return PYTHON;
};
