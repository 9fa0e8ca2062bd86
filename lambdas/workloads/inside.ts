import type { Tree } from './disks/tree.ts';
import type { Scope } from './packages/application-packages.ts';
import type { Secret } from './secrets/secret.ts';

/** What was found inside of files. */
export interface Inside {
  readonly secrets: readonly Secret[];
  readonly problems: readonly string[];
}

/** Looks inside the files of a machine. */
export type LookInside = (tree: Tree) => Promise<Inside>;

export interface Wanted {
  /** The key of the hashes; absent where no secrets are looked for. */
  readonly secretKey?: Buffer;
}

export const NOTHING_INSIDE: Inside = { secrets: [], problems: [] };

const MOST_PROBLEMS = 1000;

/** Looks for what should not be in any file. The engine is loaded only where something is wanted. */
export const lookInside =
  (scope: Scope, { secretKey }: Wanted): LookInside =>
  async (tree) => {
    if (!secretKey) return NOTHING_INSIDE;
    const problems: string[] = [];
    const onProblem = (path: string, error: Error): void => {
      if (problems.length < MOST_PROBLEMS) problems.push(`${path}: ${error.message}`);
    };
    const { findSecrets } = await import('./secrets/find-secrets.ts');
    return { secrets: await findSecrets(tree, scope, secretKey, onProblem), problems };
  };
