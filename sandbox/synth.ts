import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CDK_VERSION, cdk } from './cdk.ts';
import type { Cloud } from './cloud.ts';
import { localFolder } from './local.ts';

/** Everything that a synthesis reads, of the project's own files. */
const SOURCES = [
  'bin',
  'lib',
  'lambdas',
  'cdk.json',
  'package.json',
  'package-lock.json',
  'policy.yaml',
  'tsconfig.json',
];

const filesOf = async (path: string): Promise<readonly string[]> => {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => undefined);
  if (!entries) return existsSync(path) ? [path] : [];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

const hashOf = async (root: string, context: readonly string[]): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify([CDK_VERSION, process.version, context]));
  const files = (await Promise.all(SOURCES.map((source) => filesOf(join(root, source))))).flat().sort();
  for (const file of files) hash.update(file).update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
};

/**
 * The cloud assembly of the app in `root`. It is made only when a source has changed since it was last made, so that the
 * next start takes seconds.
 * @returns the folder of the assembly
 */
export const synthesise = async (cloud: Cloud, root: string, context: readonly string[]): Promise<string> => {
  const assembly = join(await localFolder('assemblies'), await hashOf(root, context));
  if (existsSync(assembly)) return assembly;
  const unfinished = `${assembly}.${process.pid}`;
  try {
    await cdk(cloud.env, root, ['synth', '--quiet', '--no-notices', '--output', unfinished, ...context]);
    if (!existsSync(assembly)) await rename(unfinished, assembly);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return assembly;
};
