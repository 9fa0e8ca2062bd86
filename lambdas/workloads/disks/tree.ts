import { MIB } from './bytes.ts';
import { ImageError } from './image-error.ts';
import { finder, listing, type Place, placeOf, typeOf } from './paths.ts';
import { MOST_BYTES, type Node, type Volume } from './volume.ts';

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
const MOST_WALKED = 3_000_000;

const LONGEST_PATH = 4096;
const SMALL = 4 * MIB;

interface Found {
  readonly files: File[];
  readonly folders: Place[];
}

/** One folder of a walk. */
const inside = async (place: Place, mounts: ReadonlyMap<string, Volume>): Promise<Found> => {
  const found: Found = { files: [], folders: [] };
  for (const entry of (await listing(place)).values()) {
    if (entry.name.includes('/') || place.path.length + entry.name.length > LONGEST_PATH) continue;
    const next = placeOf(mounts, place, entry);
    const type = await typeOf(place.volume, entry).catch(() => 'other');
    if (type === 'directory') found.folders.push(next);
    if (type === 'file') found.files.push({ path: next.path, open: () => next.volume.node(next.inode) });
  }
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

export const openTree = (root: Volume, mounts: ReadonlyMap<string, Volume> = new Map()): Tree => {
  const place = finder(root, mounts);
  const find = async (path: string): Promise<Node | undefined> => {
    const found = await place(path);
    return found?.volume.node(found.inode);
  };

  async function* walk(folders: readonly string[], look: Look = {}): AsyncGenerator<File> {
    const { skip = () => false, onProblem = () => {} } = look;
    const isNew = firstTime();
    const attempt = async <T>(path: string, work: () => Promise<T>): Promise<T | undefined> => {
      try {
        return await work();
      } catch (error) {
        onProblem(path, asError(error));
        return undefined;
      }
    };
    const starts = await Promise.all(folders.map((path) => attempt(path, () => place(path))));
    let queue = starts.flatMap((start) => start ?? []).filter(isNew);
    let walked = 0;
    while (queue.length > 0) {
      const batch = queue.slice(-AT_ONCE);
      queue = queue.slice(0, -AT_ONCE);
      const found = await Promise.all(batch.map((each) => attempt(each.path, () => inside(each, mounts))));
      for (const { files, folders: below } of found.flatMap((each) => each ?? [])) {
        walked += files.length + below.length;
        queue.push(...below.filter((each) => !skip(each.path) && isNew(each)));
        yield* files;
      }
      if (walked > MOST_WALKED)
        return onProblem('/', new ImageError(`there are more than ${MOST_WALKED} files`));
    }
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
