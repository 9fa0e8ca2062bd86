import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that the sandbox writes: environments, logs, caches. Not under version control. */
export const LOCAL = join(import.meta.dirname, '..', '.local');

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A folder of `.local`, made when it is not there, without what is older than a day: younger files may be another
 * process's.
 */
export const localFolder = async (name: string): Promise<string> => {
  const folder = join(LOCAL, name);
  await mkdir(folder, { recursive: true });
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (mtimeMs < Date.now() - DAY_MS) await rm(path, { recursive: true, force: true });
  }
  return folder;
};
