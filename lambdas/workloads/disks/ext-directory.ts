import { ImageError } from './image-error.ts';
import { type Entry, isName, MOST_ENTRIES, typeOfEntry } from './volume.ts';

const HEADER = 8;

/** Blocks of 64 KiB cannot say their own length in 16 bits. */
const lengthOf = (length: number, blockSize: number): number =>
  blockSize >= 65536 && (length === 65535 || length === 0) ? blockSize : length;

const entryAt = (data: Buffer, at: number, length: number): Entry[] => {
  const inode = data.readUInt32LE(at);
  const nameEnd = Math.min(at + HEADER + (data[at + 6] ?? 0), at + length);
  const name = data.toString('utf8', at + HEADER, nameEnd);
  return inode > 0 && isName(name) ? [{ name, inode, type: typeOfEntry(data[at + 7]) }] : [];
};

const addBlock = (data: Buffer, blockSize: number, entries: Entry[]): void => {
  for (let at = 0; at + HEADER <= data.length; ) {
    const length = lengthOf(data.readUInt16LE(at + 4), blockSize);
    const isHole = length === 0 && data.readUInt32LE(at) === 0;
    if (isHole) return;
    if (length < HEADER || at + length > data.length) throw new ImageError('a directory is broken');
    entries.push(...entryAt(data, at, length));
    at += length;
  }
};

/** The nodes of a hashed directory look like empty entries, so that all blocks are read alike. */
export const directoryEntries = (data: Buffer, blockSize: number): Entry[] => {
  const entries: Entry[] = [];
  for (let start = 0; start < data.length; start += blockSize) {
    addBlock(data.subarray(start, start + blockSize), blockSize, entries);
    if (entries.length > MOST_ENTRIES)
      throw new ImageError(`a directory has more than ${MOST_ENTRIES} entries`);
  }
  return entries;
};
