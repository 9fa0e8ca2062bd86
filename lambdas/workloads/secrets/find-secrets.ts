import { readContents } from '../contents.ts';
import type { Tree } from '../disks/tree.ts';
import { NEVER, type Scope, USUAL } from '../packages/application-packages.ts';
import { batches, type Content, type OnProblem } from '../yara/batch.ts';
import { openYara, type Yara } from '../yara/yara.ts';
import { holdsNoSecrets, isMachinesOwn, SECRET_PLACES } from './places.ts';
import { SECRET_SOURCE } from './rules.ts';
import type { Secret } from './secret.ts';
import { secretsIn } from './secrets-in.ts';

/** Of one pattern, in all files that are looked at together. */
const MOST_MATCHES = 2000;
/** Longer than any that ends needs. */
const LIMITS = { scanMs: 5000, compileMs: 30_000, most: MOST_MATCHES };
const HEAD = 8192;

/** Whether a file is text: programs, archives and databases have zeros at their beginning. */
export const isText = (data: Buffer): boolean => data.length > 0 && !data.subarray(0, HEAD).includes(0);

/** The engine with the rules for secrets. */
export const openSecretRules = (): Promise<Yara> => openYara([SECRET_SOURCE], [], LIMITS);

export interface SecretFinder {
  add(file: Content): Promise<void>;
  /** What was found in all files that were added. */
  end(): Promise<readonly Secret[]>;
}

const byPlace = (one: Secret, other: Secret): number =>
  (one.path === other.path ? one.line - other.line : 0) || (one.path < other.path ? -1 : 1);

/** Looks for secrets in texts; what they are goes no further than their hash under the key. */
export const secretFinder = (yara: Yara, key: Buffer, onProblem: OnProblem): SecretFinder => {
  const found: Secret[] = [];
  const batch = batches(
    yara,
    MOST_MATCHES,
    ({ path, data }, hits) => {
      for (const each of secretsIn(path, data.toString('latin1'), hits, key)) found.push(each);
    },
    onProblem,
  );
  return {
    add: async (file) => {
      if (isText(file.data)) await batch.add(file);
    },
    end: async () => {
      await batch.flush();
      return found.toSorted(byPlace);
    },
  };
};

/** What no text has as its ending. */
const BINARY =
  /\.(7z|a|avi|bmp|bz2|class|dat|db|deb|dll|dylib|exe|gif|gz|ico|jar|jpe?g|ko|lz4|mkv|mo|mov|mp[34]|node|o|otf|pdf|png|pyc|pyo|rlib|rpm|so(\.\d+)*|sqlite3?|tar|tgz|ttf|war|wasm|webp|woff2?|xz|zip|zst)$/i;

/** Looks for secrets in the texts of a machine: in the usual places, or all. */
export const findSecrets = async (
  tree: Tree,
  { scope, paths }: Scope,
  key: Buffer,
  onProblem: OnProblem,
): Promise<readonly Secret[]> => {
  const yara = await openSecretRules();
  try {
    const finder = secretFinder(yara, key, onProblem);
    await readContents(
      tree,
      scope === 'all' ? ['/'] : [...USUAL, ...SECRET_PLACES, ...paths],
      (path) => !BINARY.test(path) && !isMachinesOwn(path),
      finder.add,
      { skip: (path) => NEVER.has(path) || holdsNoSecrets(path), onProblem },
    );
    return await finder.end();
  } finally {
    await yara.close();
  }
};
