import { KIB, MIB } from './disks/bytes.ts';
import type { File, Look, Tree } from './disks/tree.ts';
import type { Content } from './yara/batch.ts';

/** How much is read, so that a disk which holds a great deal ends. */
export interface Bounds {
  /** Of all files together; bytes. */
  readonly all: number;
  readonly files: number;
  /** Milliseconds. */
  readonly time: number;
}

export const BOUNDS: Bounds = { all: 4096 * MIB, files: 500_000, time: 5 * 60_000 };

/** A file before it is read. */
export interface Found {
  readonly path: string;
  readonly size: number;
  readonly stamp: string;
}

export interface Visitor extends Required<Look> {
  readonly folders: readonly string[];
  wants(file: Found): boolean;
  take(file: Found, content: Content): Promise<void>;
}

const AT_ONCE = 8;
const LEAST = 4 * KIB;

type Read = { readonly found: Found; readonly content: Content } | undefined;

const contentOf = async (file: File, wants: Visitor['wants']): Promise<Read> => {
  const { path } = file;
  const node = await file.open();
  const found = { path, size: node.size, stamp: node.stamp };
  if (node.size === 0 || !wants(found)) return undefined;
  return { found, content: { path, data: await node.read(0, node.size) } };
};

/** Counts what is looked at, until it is enough. */
const budget = (bounds: Bounds) => {
  const start = Date.now();
  let [files, bytes] = [0, 0];
  return {
    count: (read: Read): void => {
      files += 1;
      if (read) bytes += Math.max(read.found.size, LEAST);
    },
    isSpent: (): boolean => files > bounds.files || bytes > bounds.all || Date.now() - start > bounds.time,
  };
};

/** Reads the files below some folders that are wanted, several at once, and hands them over one by one. */
export const readContents = async (tree: Tree, visitor: Visitor, bounds = BOUNDS): Promise<void> => {
  const { onProblem } = visitor;
  const spent = budget(bounds);
  let batch: Promise<Read>[] = [];
  const drain = async (): Promise<void> => {
    const all = await Promise.all(batch);
    batch = [];
    for (const read of all) {
      spent.count(read);
      if (read) await visitor.take(read.found, read.content);
    }
  };
  for await (const file of tree.walk(visitor.folders, visitor)) {
    batch.push(
      contentOf(file, visitor.wants).catch((error: Error) => {
        onProblem(file.path, error);
        return undefined;
      }),
    );
    if (batch.length < AT_ONCE) continue;
    await drain();
    if (spent.isSpent()) {
      onProblem('/', new Error('there is more than is looked into for secrets and threats'));
      return;
    }
  }
  await drain();
};
