import { ImageError } from './image-error.ts';

/** Bytes of a disk or of a part of it; offsets and lengths in bytes. */
export interface Bytes {
  readonly size: number;
  /** Throws an ImageError outside of `size`. What comes back may be shared: copy before changing it. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** Where a disk comes from, in blocks: a file, or a snapshot through the EBS direct APIs. */
export interface BlockSource {
  readonly size: number;
  readonly blockSize: number;
  /** `undefined` where nothing was ever written. */
  block(index: number): Promise<Buffer | undefined>;
}

export interface Disk extends Bytes {
  /** How many written blocks were fetched, each counted once. */
  blocksRead(): number;
}

export const KIB = 1024;
export const MIB = 1024 * KIB;
export const GIB = 1024 * MIB;

const KEPT_BLOCKS = 128;
/** A whole machine takes less than a tenth; a disk that leads in circles ends here. */
const MOST_SERVED = 16 * GIB;
/** What a read costs at least, however short. */
const READ_COST = 4 * KIB;

/** A cache that forgets what was not asked for longest. */
const blockCache = (source: BlockSource, seen: Set<number>) => {
  const kept = new Map<number, Promise<Buffer | undefined>>();
  const fetch = async (index: number): Promise<Buffer | undefined> => {
    const data = await source.block(index);
    if (data) seen.add(index);
    return data;
  };
  return (index: number): Promise<Buffer | undefined> => {
    const block = kept.get(index) ?? fetch(index);
    kept.delete(index);
    kept.set(index, block);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_BLOCKS && oldest !== undefined) kept.delete(oldest);
    return block;
  };
};

/** Reads a source by the blocks that are needed. Ends hostile disks: no more than 16 GiB are handed out. */
export const openDisk = (source: BlockSource): Disk => {
  const { size, blockSize } = source;
  const seen = new Set<number>();
  const block = blockCache(source, seen);
  let served = 0;
  const check = (offset: number, length: number): void => {
    if (!(offset >= 0 && length >= 0 && offset + length <= size))
      throw new ImageError(`byte ${offset + length} is asked for, and the disk ends at ${size}`);
    served += Math.max(length, READ_COST);
    if (served > MOST_SERVED) throw new ImageError('it takes more than 16 GiB of reading');
  };
  return {
    size,
    blocksRead: () => seen.size,
    read: async (offset, length) => {
      check(offset, length);
      const first = Math.floor(offset / blockSize);
      const last = Math.floor((offset + Math.max(length, 1) - 1) / blockSize);
      const inside = offset - first * blockSize;
      if (first === last) {
        const data = await block(first);
        return data ? data.subarray(inside, inside + length) : Buffer.alloc(length);
      }
      const out = Buffer.alloc(length);
      for (let index = first; index <= last; index += 1) {
        const at = index * blockSize - offset;
        (await block(index))?.copy(out, Math.max(at, 0), Math.max(-at, 0));
      }
      return out;
    },
  };
};

/** A part of a disk, as a disk. */
export const slice = (disk: Bytes, start: number, size: number): Bytes => ({
  size,
  read: (offset, length) => {
    if (!(offset >= 0 && offset + length <= size))
      throw new ImageError(`byte ${offset + length} is asked for, and the partition ends at ${size}`);
    return disk.read(start + offset, length);
  },
});
