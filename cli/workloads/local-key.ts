import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { complain } from '../terminal.ts';

const BYTES = 32;

const pathOf = (): string =>
  join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'drawbridge', 'hash-key');

const known = (path: string): Buffer | undefined => {
  try {
    const key = readFileSync(path);
    return key.length === BYTES ? key : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The key of the hashes of secrets on this machine, made at its first use and readable by its owner only. Where it cannot be
 * kept, hashes hold for this call.
 */
export const localKey = (): Buffer => {
  const path = pathOf();
  const kept = known(path);
  if (kept) return kept;
  const key = randomBytes(BYTES);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, key, { mode: 0o600, flag: 'wx' });
    return key;
  } catch (error) {
    const made = known(path);
    if (made) return made;
    complain(`${path} cannot be written, so hashes of secrets hold for this call only: ${String(error)}`);
    return key;
  }
};
