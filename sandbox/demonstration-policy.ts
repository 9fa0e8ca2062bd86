import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { KNOWN } from '../lib/policy/load.ts';
import { localFolder } from './local.ts';

/** What the demonstration shows whatever the policy file says: every template at work, and scans of instances. */
const SHOWN = { asOf: '999.0', workloads: { every: 'off' } };

const QUIET = KNOWN.filter(({ defaultMode }) => defaultMode === 'notify').map(({ id }) => id);

const OWN = join(import.meta.dirname, '../policy.yaml');

/**
 * The policy file at the root, or none, with what else is shown beside it, which is off where no policy wants it. Its name changes with its contents, so that nobody takes one policy's synthesis for another's. @returns its path
 */
export const demonstrationPolicy = async (): Promise<string> => {
  const own = existsSync(OWN) ? await readFile(OWN, 'utf8') : '';
  const document = parseDocument(own);
  for (const [key, value] of Object.entries(SHOWN)) if (!document.has(key)) document.set(key, value);
  for (const id of QUIET)
    if (!document.hasIn(['templates', id, 'mode'])) document.setIn(['templates', id, 'mode'], 'remediate');
  const text = document.toString();
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const file = join(await localFolder('policies'), `start-${hash}.yaml`);
  await writeFile(file, text);
  return file;
};
