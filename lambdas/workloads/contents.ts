import { KIB, MIB } from './disks/bytes.ts';
import type { File, Look, Tree } from './disks/tree.ts';
import type { Content } from './yara/batch.ts';

/** How much is read, so that a disk which holds a great deal ends. */
export interface Bounds {
  /** A larger file is left out; bytes. */
  readonly file: number;
  /** Of all files together; bytes. */
  readonly all: number;
  readonly files: number;
  /** Milliseconds. */
  readonly time: number;
}

export const BOUNDS: Bounds = { file: MIB, all: 2048 * MIB, files: 300_000, time: 5 * 60_000 };

const AT_ONCE = 8;
const LEAST = 4 * KIB;

const contentOf = async (file: File, { file: most }: Bounds): Promise<Content | undefined> => {
  const node = await file.open();
  if (node.size === 0 || node.size > most) return undefined;
  return { path: file.path, data: await node.read(0, node.size) };
};

/** Why no more is read, if so. */
const exhausted = (bounds: Bounds) => {
  const start = Date.now();
  let [files, bytes] = [0, 0];
  return {
    count: ({ data }: Content): void => {
      files += 1;
      bytes += Math.max(data.length, LEAST);
    },
    isOver: (): boolean => files > bounds.files || bytes > bounds.all || Date.now() - start > bounds.time,
  };
};

/** Reads the files below some folders whose paths are wanted, several at once, and hands them over one by one. */
export const readContents = async (
  tree: Tree,
  folders: readonly string[],
  wants: (path: string) => boolean,
  take: (content: Content) => Promise<void>,
  look: Required<Look>,
  bounds = BOUNDS,
): Promise<void> => {
  const limit = exhausted(bounds);
  let batch: Promise<Content | undefined>[] = [];
  const drain = async (): Promise<void> => {
    const contents = await Promise.all(batch);
    batch = [];
    for (const content of contents)
      if (content) {
        limit.count(content);
        await take(content);
      }
  };
  for await (const file of tree.walk(folders, look)) {
    if (!wants(file.path)) continue;
    const content = contentOf(file, bounds).catch((error: Error) => {
      look.onProblem(file.path, error);
      return undefined;
    });
    batch.push(content);
    if (batch.length < AT_ONCE) continue;
    await drain();
    if (limit.isOver()) {
      look.onProblem('/', new Error('there is more than is looked into for secrets'));
      return;
    }
  }
  await drain();
};
