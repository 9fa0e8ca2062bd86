import { type Bytes, slice } from './bytes.ts';
import { blockMapOf, extentsOf } from './ext-blocks.ts';
import { directoryEntries } from './ext-directory.ts';
import { INLINE_AREA, inlineRest } from './ext-inline.ts';
import { type ExtLayout, inodeTableOf, layoutOf } from './ext-layout.ts';
import { ImageError, UnsupportedError } from './image-error.ts';
import {
  type Entry,
  isExecutable,
  leftOf,
  MOST_DIRECTORY_BYTES,
  type Node,
  paddedText,
  type Run,
  readRuns,
  typeOfMode,
  uuidOf,
  type Volume,
} from './volume.ts';

const FLAGS = { encrypted: 0x800, extents: 0x80000, inline: 0x10000000 } as const;
const LONGEST_FAST_LINK = 59;
const LONGEST_LINK = 4096;
const ROOT = 2;

const inodeBytes = async (bytes: Bytes, layout: ExtLayout, inode: number): Promise<Buffer> => {
  if (!(inode >= 1 && inode <= layout.inodes)) throw new ImageError(`there is no inode ${inode}`);
  const group = Math.floor((inode - 1) / layout.inodesPerGroup);
  const index = (inode - 1) % layout.inodesPerGroup;
  const table = await inodeTableOf(bytes, layout, group);
  return Buffer.from(await bytes.read(table + index * layout.inodeSize, layout.inodeSize));
};

/** A directory keeps other things in the upper half of its size, but with large directories. */
const sizeOf = (raw: Buffer, directory: boolean, { largeDirectories }: ExtLayout): number =>
  raw.readUInt32LE(4) + (directory && !largeDirectories ? 0 : raw.readUInt32LE(108) * 2 ** 32);

const nodeOf = (bytes: Bytes, layout: ExtLayout, raw: Buffer): Node => {
  const type = typeOfMode(raw.readUInt16LE(0));
  const flags = raw.readUInt32LE(32);
  const size = sizeOf(raw, type === 'directory', layout);
  const area = raw.subarray(40, 40 + INLINE_AREA);
  const has = (flag: keyof typeof FLAGS): boolean => (flags & FLAGS[flag]) !== 0;

  let known: Promise<readonly Run[]> | undefined;
  const runs = (): Promise<readonly Run[]> => {
    known ??= has('extents') ? extentsOf(bytes, layout, area) : blockMapOf(bytes, layout, area, size);
    return known;
  };
  const inline = (): Buffer => {
    const whole = Buffer.concat([area, inlineRest(raw)]);
    if (whole.length < size)
      throw new ImageError(`a file of ${size} bytes keeps ${whole.length} in its inode`);
    return whole;
  };
  const read = async (offset: number, length: number): Promise<Buffer> => {
    if (has('encrypted')) throw new UnsupportedError('an encrypted file');
    const wanted = leftOf(size, offset, length);
    if (has('inline')) return Buffer.from(inline().subarray(offset, offset + wanted));
    return readRuns(bytes, await runs(), offset, wanted);
  };
  const entries = async (): Promise<readonly Entry[]> => {
    if (size > MOST_DIRECTORY_BYTES) throw new ImageError(`a directory has ${size} bytes`);
    if (has('inline'))
      return [area.subarray(4), inlineRest(raw)].flatMap((part) => directoryEntries(part, part.length));
    return directoryEntries(await read(0, size), layout.blockSize);
  };
  const target = async (): Promise<string> => {
    if (size <= LONGEST_FAST_LINK && !has('extents') && !has('inline')) return area.toString('utf8', 0, size);
    return (await read(0, LONGEST_LINK)).toString('utf8');
  };
  const executable = isExecutable(raw.readUInt16LE(0));
  // Seconds, and where inodes are large enough what is finer than those.
  const stamp = `${size}.${raw.toString('hex', 12, 16)}${raw.toString('hex', 132, 136)}`;
  return { type, size, executable, stamp, read, entries, target };
};

/**
 * ext2, ext3 and ext4, read-only (https://docs.kernel.org/filesystems/ext4/). The journal of a file system that was in use is
 * not replayed: the last seconds before the snapshot may be missing. Throws an UnsupportedError for features that
 * change the layout in a way that is not known here.
 */
export const openExt = async (whole: Bytes): Promise<Volume> => {
  const superblock = Buffer.from(await whole.read(1024, 1024));
  const layout = layoutOf(superblock);
  const cut = layout.bytes > whole.size;
  const bytes = slice(whole, 0, Math.min(layout.bytes, whole.size));
  return {
    kind: 'ext',
    root: ROOT,
    uuid: uuidOf(superblock.subarray(104, 120)),
    label: paddedText(superblock.subarray(120, 136)),
    cut,
    node: async (inode) => nodeOf(bytes, layout, await inodeBytes(bytes, layout, inode)),
  };
};
