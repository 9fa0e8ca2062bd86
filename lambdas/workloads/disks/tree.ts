import { MIB } from './bytes.ts';
import { ImageError } from './image-error.ts';
import { finder, listing, type Place, placeOf, typeOf } from './paths.ts';
import { MOST_BYTES, type Node, type NodeType, type Volume } from './volume.ts';

/** A file below a folder. */
export interface File {
  readonly path: string;
  open(): Promise<Node>;
}

/** Paths over one or more file systems. Links are followed, and never leave them. */
export interface Tree {
  /** `undefined` where there is nothing. Throws an ImageError where that cannot be known. */
  find(path: string): Promise<Node | undefined>;
  /** A file's bytes; `undefined` where there is no file. Throws an ImageError for one of more than `most` bytes. */
  read(path: string, most?: number): Promise<Buffer | undefined>;
  /** The names in a folder, sorted; none where there is no folder. */
  list(path: string): Promise<readonly string[]>;
  /** All files below folders, without following links. What cannot be read is told and passed over. */
  walk(folders: readonly string[], look?: Look): AsyncGenerator<File>;
}

export interface Look {
  readonly skip?: (path: string) => boolean;
  readonly onProblem?: (path: string, error: Error) => void;
}

/** Folders that are read at once: one after the other a remote disk would take minutes. */
const AT_ONCE = 32;
/** Larger folders are read alone, since their lists take memory; bytes. */
const LARGE_FOLDER = MIB / 4;
const MOST_WALKED = 2_000_000;
const MOST_WAITING = 300_000;
const LONGEST_PATH = 1024;
const SMALL = 4 * MIB;

type Mounts = ReadonlyMap<string, Volume>;

interface Below {
  readonly place: Place;
  readonly type: NodeType;
}

/** What lies in a folder of a walk, but for names that no file system allows. */
async function* inside(folder: Place, mounts: Mounts): AsyncGenerator<Below> {
  for (const entry of (await listing(folder)).values()) {
    if (entry.name.includes('/') || folder.path.length + entry.name.length > LONGEST_PATH) continue;
    const type = await typeOf(folder.volume, entry).catch((): NodeType => 'other');
    yield { place: placeOf(mounts, folder, entry), type };
  }
}

const isLarge = async ({ volume, inode }: Place): Promise<boolean> =>
  (await volume.node(inode)).size > LARGE_FOLDER;

const all = async (folder: Place, mounts: Mounts): Promise<readonly Below[]> => {
  const found: Below[] = [];
  for await (const each of inside(folder, mounts)) found.push(each);
  return found;
};

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** No folder is entered twice, so that folders which hold each other end. */
const firstTime = (): ((place: Place) => boolean) => {
  const seen = new Map<Volume, Set<number>>();
  return ({ volume, inode }) => {
    const inodes = seen.get(volume) ?? new Set();
    seen.set(volume, inodes);
    return !inodes.has(inode) && inodes.add(inode).size > 0;
  };
};

type Attempt = <T>(path: string, work: () => Promise<T>) => Promise<T | undefined>;

/** What lies in some folders: the small ones are read at once, the large ones in turn. */
async function* lists(folders: readonly Place[], mounts: Mounts, attempt: Attempt): AsyncGenerator<Below> {
  const large = await Promise.all(folders.map((each) => attempt(each.path, () => isLarge(each))));
  const small = folders.filter((_, i) => large[i] === false);
  const found = await Promise.all(small.map((each) => attempt(each.path, () => all(each, mounts))));
  for (const each of found) yield* each ?? [];
  for (const each of folders.filter((_, i) => large[i]))
    yield* (await attempt(each.path, () => all(each, mounts))) ?? [];
}

/** What is not thrown but told, so that the rest is read. */
const attemptWith =
  (onProblem: NonNullable<Look['onProblem']>): Attempt =>
  async (path, work) => {
    try {
      return await work();
    } catch (error) {
      onProblem(path, asError(error));
      return undefined;
    }
  };

const fileAt = ({ path, volume, inode }: Place): File => ({ path, open: () => volume.node(inode) });

const tooMany = (walked: number, waiting: readonly Place[]): boolean =>
  walked > MOST_WALKED || waiting.length > MOST_WAITING;

/** All files below some folders. */
async function* filesBelow(
  starts: readonly Place[],
  mounts: Mounts,
  { skip = () => false, onProblem = () => {} }: Look,
): AsyncGenerator<File> {
  const isNew = firstTime();
  const queue = starts.filter(isNew);
  let walked = 0;
  const note = ({ place, type }: Below): void => {
    walked += 1;
    if (type === 'directory' && !skip(place.path) && isNew(place)) queue.push(place);
  };
  while (queue.length > 0 && !tooMany(walked, queue))
    for await (const below of lists(queue.splice(-AT_ONCE), mounts, attemptWith(onProblem))) {
      note(below);
      if (below.type === 'file') yield fileAt(below.place);
    }
  if (queue.length > 0) onProblem('/', new ImageError('there are more files than are looked at'));
}

export const openTree = (root: Volume, mounts: Mounts = new Map()): Tree => {
  const place = finder(root, mounts);
  const find = async (path: string): Promise<Node | undefined> => {
    const found = await place(path);
    return found?.volume.node(found.inode);
  };

  async function* walk(folders: readonly string[], look: Look = {}): AsyncGenerator<File> {
    const attempt = attemptWith(look.onProblem ?? (() => {}));
    const starts = await Promise.all(folders.map((path) => attempt(path, () => place(path))));
    yield* filesBelow(
      starts.flatMap((start) => start ?? []),
      mounts,
      look,
    );
  }

  return {
    find,
    read: async (path, most = SMALL) => {
      const node = await find(path);
      if (node?.type !== 'file') return undefined;
      if (node.size > Math.min(most, MOST_BYTES)) throw new ImageError(`${path} has ${node.size} bytes`);
      return node.read(0, node.size);
    },
    list: async (path) => {
      const node = await find(path);
      return node?.type === 'directory' ? (await node.entries()).map(({ name }) => name).toSorted() : [];
    },
    walk,
  };
};
