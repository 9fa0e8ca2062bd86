import { batches, type Content, type OnProblem } from '../yara/batch.ts';
import { openYara, type Yara } from '../yara/yara.ts';
import { SECRET_SOURCE } from './rules.ts';
import { type Secret, secretsIn } from './secrets-in.ts';

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
      return found;
    },
  };
};
