import type { Bytes } from './bytes.ts';
import { ImageError, UnsupportedError } from './image-error.ts';

/** What a superblock says; sizes in bytes. */
export interface ExtLayout {
  readonly bytes: number;
  readonly blockSize: number;
  readonly firstBlock: number;
  readonly blocksPerGroup: number;
  readonly inodes: number;
  readonly inodesPerGroup: number;
  readonly inodeSize: number;
  readonly descriptorSize: number;
  /** From this block of descriptors on they lie in their own groups. */
  readonly firstMetaGroup: number;
  readonly hasBackup: (group: number) => boolean;
  readonly largeDirectories: boolean;
}

const INCOMPATIBLE = { metaGroups: 0x10, wide: 0x80, largeDirectories: 0x4000 } as const;
/** File types, journal to replay, extents, 64 bit, multiple mounts, flexible groups, extended attributes, seeds, inline data, encryption, case folding. */
const KNOWN =
  0x2 | 0x4 | 0x10 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x2000 | 0x4000 | 0x8000 | 0x10000 | 0x20000;
const SPARSE = 0x1;
const SPARSE2 = 0x200;

const isPowerOf = (base: number, n: number): boolean => {
  let power = base;
  while (power < n) power *= base;
  return power === n;
};

/** Which groups keep a copy of the superblock, and the descriptors behind it. */
const backups = (sb: Buffer): ((group: number) => boolean) => {
  if (sb.readUInt32LE(92) & SPARSE2) {
    const two = new Set([sb.readUInt32LE(0x24c), sb.readUInt32LE(0x250)]);
    return (group) => group === 0 || two.has(group);
  }
  if (!(sb.readUInt32LE(100) & SPARSE)) return () => true;
  return (group) => group <= 1 || [3, 5, 7].some((base) => isPowerOf(base, group));
};

const wellFormed = ({
  blocksPerGroup,
  inodes,
  inodesPerGroup,
  inodeSize,
  blockSize,
  descriptorSize,
}: ExtLayout) =>
  blocksPerGroup > 0 &&
  inodes > 0 &&
  inodesPerGroup > 0 &&
  inodeSize >= 128 &&
  inodeSize <= blockSize &&
  descriptorSize >= 32 &&
  descriptorSize <= blockSize;

/** Reads a superblock of 1,024 bytes. Throws an UnsupportedError for features that are not known. */
export const layoutOf = (sb: Buffer): ExtLayout => {
  const incompatible = sb.readUInt32LE(96);
  const strange = incompatible & ~KNOWN;
  if (strange) throw new UnsupportedError(`ext4 with features 0x${(strange >>> 0).toString(16)}`);
  const wide = (incompatible & INCOMPATIBLE.wide) !== 0;
  const exponent = sb.readUInt32LE(24);
  if (exponent > 6) throw new ImageError('the ext superblock has no sensible block size');
  const blockSize = 1024 * 2 ** exponent;
  const blocks = sb.readUInt32LE(4) + (wide ? sb.readUInt32LE(0x150) * 2 ** 32 : 0);
  const layout: ExtLayout = {
    bytes: blocks * blockSize,
    blockSize,
    firstBlock: sb.readUInt32LE(20),
    blocksPerGroup: sb.readUInt32LE(32),
    inodes: sb.readUInt32LE(0),
    inodesPerGroup: sb.readUInt32LE(40),
    inodeSize: sb.readUInt32LE(76) === 0 ? 128 : sb.readUInt16LE(88),
    descriptorSize: wide ? sb.readUInt16LE(254) : 32,
    firstMetaGroup: incompatible & INCOMPATIBLE.metaGroups ? sb.readUInt32LE(260) : Number.POSITIVE_INFINITY,
    hasBackup: backups(sb),
    largeDirectories: (incompatible & INCOMPATIBLE.largeDirectories) !== 0,
  };
  if (!wellFormed(layout)) throw new ImageError('the ext superblock contradicts itself');
  return layout;
};

/** The block that holds the descriptor of a group. */
const descriptorBlock = (layout: ExtLayout, group: number): number => {
  const perBlock = Math.floor(layout.blockSize / layout.descriptorSize);
  const index = Math.floor(group / perBlock);
  if (index < layout.firstMetaGroup) return layout.firstBlock + 1 + index;
  const first = index * perBlock;
  return layout.firstBlock + first * layout.blocksPerGroup + (layout.hasBackup(first) ? 1 : 0);
};

/** Where the inodes of a group begin, in bytes. */
export const inodeTableOf = async (bytes: Bytes, layout: ExtLayout, group: number): Promise<number> => {
  const { blockSize, descriptorSize } = layout;
  const perBlock = Math.floor(blockSize / descriptorSize);
  const at = descriptorBlock(layout, group) * blockSize + (group % perBlock) * descriptorSize;
  const descriptor = await bytes.read(at, descriptorSize);
  const high = descriptorSize >= 64 ? descriptor.readUInt32LE(40) : 0;
  return (descriptor.readUInt32LE(8) + high * 2 ** 32) * blockSize;
};
