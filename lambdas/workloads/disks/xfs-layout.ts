import { ImageError, UnsupportedError } from './image-error.ts';

/** What a superblock says; sizes in bytes. */
export interface XfsLayout {
  readonly bytes: number;
  readonly blockSize: number;
  readonly groupBlocks: number;
  readonly groupBlocksLog: number;
  readonly inodeSize: number;
  readonly inodesPerBlockLog: number;
  readonly directoryBlockSize: number;
  readonly root: number;
  readonly version5: boolean;
  /** Directory entries tell the type of what they lead to. */
  readonly fileTypes: boolean;
}

/** File types, sparse inodes, metadata UUID, big times, needs repair, wide counts, exchanged ranges, parents, metadata directory. */
const KNOWN_INCOMPATIBLE = 0x1ff;
const DIRECTORIES_2 = 0x2000;
const FILE_TYPES_4 = 0x200;

const isPowerOfTwo = (n: number): boolean => n > 0 && (n & (n - 1)) === 0;

const wellFormed = (layout: XfsLayout): boolean =>
  isPowerOfTwo(layout.blockSize) &&
  layout.blockSize >= 512 &&
  layout.blockSize <= 65536 &&
  isPowerOfTwo(layout.inodeSize) &&
  layout.inodeSize >= 256 &&
  layout.inodeSize <= layout.blockSize &&
  layout.groupBlocks > 0 &&
  layout.groupBlocksLog <= 32 &&
  layout.inodesPerBlockLog <= 8 &&
  layout.directoryBlockSize <= 65536;

/** Numbers of blocks and inodes have more than 32 bits, so that no bit operation will do. */
export const split = (number: number, lowBits: number): readonly [high: number, low: number] => [
  Math.floor(number / 2 ** lowBits),
  number % 2 ** lowBits,
];

/** A block's number has its allocation group in the upper bits. */
export const byteOfBlock = ({ groupBlocks, groupBlocksLog, blockSize }: XfsLayout, block: number): number => {
  const [group, index] = split(block, groupBlocksLog);
  return (group * groupBlocks + index) * blockSize;
};

/** Reads a superblock of 512 bytes. Throws an UnsupportedError for features that are not known. */
export const layoutOf = (sb: Buffer): XfsLayout => {
  const versions = sb.readUInt16BE(100);
  const version5 = (versions & 0xf) === 5;
  const strange = version5 ? sb.readUInt32BE(216) & ~KNOWN_INCOMPATIBLE : 0;
  if (strange) throw new UnsupportedError(`XFS with features 0x${(strange >>> 0).toString(16)}`);
  if (!version5 && ((versions & 0xf) !== 4 || !(versions & DIRECTORIES_2)))
    throw new UnsupportedError(`XFS version ${versions & 0xf}`);
  const blockSize = sb.readUInt32BE(4);
  const layout: XfsLayout = {
    bytes: Number(sb.readBigUInt64BE(8)) * blockSize,
    blockSize,
    groupBlocks: sb.readUInt32BE(84),
    groupBlocksLog: sb[124] ?? 0,
    inodeSize: sb.readUInt16BE(104),
    inodesPerBlockLog: sb[123] ?? 0,
    directoryBlockSize: blockSize * 2 ** (sb[192] ?? 0),
    root: Number(sb.readBigUInt64BE(56)),
    version5,
    fileTypes: version5 ? (sb.readUInt32BE(216) & 1) !== 0 : (sb.readUInt32BE(200) & FILE_TYPES_4) !== 0,
  };
  if (!wellFormed(layout)) throw new ImageError('the XFS superblock contradicts itself');
  return layout;
};
