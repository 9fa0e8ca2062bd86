import type { Tree } from './disks/tree.ts';
import type { Scope } from './packages/application-packages.ts';
import type { Secret } from './secrets/secret.ts';
import type { OwnRules } from './threats/own-rules.ts';
import type { Threat } from './threats/threat.ts';
import type { Refused } from './yara/yara.ts';

/** What was found inside of one file, as it was then. */
export interface Seen {
  readonly stamp: string;
  readonly secrets: readonly Secret[];
  readonly threats: readonly Threat[];
}

/** What was found inside of files. */
export interface Inside {
  readonly secrets: readonly Secret[];
  readonly threats: readonly Threat[];
  readonly problems: readonly string[];
  /** Rules of the users' that were left out. */
  readonly refused: readonly Refused[];
  /** All files that were looked into, by their paths: those need not be read again. */
  readonly seen: ReadonlyMap<string, Seen>;
}

/** Looks inside the files of a machine. */
export type LookInside = (tree: Tree) => Promise<Inside>;

export interface Wanted {
  /** The key of the hashes; absent where no secrets are looked for. */
  readonly secretKey?: Buffer;
  /** Absent where no threats are looked for. */
  readonly threats?: { readonly everywhere: boolean; readonly own: OwnRules };
  /** What an earlier look has found, by the same rules. */
  readonly known?: ReadonlyMap<string, Seen>;
}

export const NOTHING_INSIDE: Inside = {
  secrets: [],
  threats: [],
  problems: [],
  refused: [],
  seen: new Map(),
};

/** Looks for what should not be in any file. The engine is loaded only where something is wanted. */
export const lookInside =
  (scope: Scope, wanted: Wanted): LookInside =>
  async (tree) => {
    if (!wanted.secretKey && !wanted.threats) return NOTHING_INSIDE;
    const { lookIntoFiles } = await import('./look-into-files.ts');
    return lookIntoFiles(tree, scope, wanted);
  };
