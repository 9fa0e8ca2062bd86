import { type Bytes, GIB } from './bytes.ts';
import { ImageError } from './image-error.ts';
import {
  type Entry,
  isName,
  MOST_DIRECTORY_BYTES,
  MOST_ENTRIES,
  type Run,
  readRuns,
  typeOfEntry,
} from './volume.ts';
import type { XfsLayout } from './xfs-layout.ts';

/** From here on a directory keeps its hashes. */
const LEAVES = 32 * GIB;
/** A directory of one block ends with hashes of its own, the others do not. */
const SINGLE = new Set(['XD2B', 'XDB3']);
const SEVERAL = new Set(['XD2D', 'XDD3']);
const UNUSED = 0xffff;

/** A directory that fits into its inode. */
export const shortEntries = (fork: Buffer, { fileTypes }: XfsLayout): Entry[] => {
  const [count = 0, wideCount = 0] = fork;
  const width = wideCount > 0 ? 8 : 4;
  const entries: Entry[] = [];
  for (let at = 2 + width; entries.length < count; ) {
    const end = at + 3 + (fork[at] ?? 0);
    const number = end + Number(fileTypes);
    if (number + width > fork.length) throw new ImageError('a directory is broken');
    entries.push({
      name: fork.toString('utf8', at + 3, end),
      inode: width === 8 ? Number(fork.readBigUInt64BE(number)) : fork.readUInt32BE(number),
      type: typeOfEntry(fileTypes ? fork[end] : 0),
    });
    at = number + width;
  }
  return entries;
};

/** Where the entries of a block end; `undefined` where it is no block of entries. */
const endOf = (data: Buffer): number | undefined => {
  const magic = data.toString('latin1', 0, 4);
  if (SEVERAL.has(magic)) return data.length;
  if (!SINGLE.has(magic)) return undefined;
  return data.length - 8 - data.readUInt32BE(data.length - 8) * 8;
};

const entryAt = (data: Buffer, at: number, { fileTypes }: XfsLayout): Entry[] => {
  if (data.readUInt16BE(at) === UNUSED) return [];
  const nameEnd = at + 9 + (data[at + 8] ?? 0);
  const name = data.toString('utf8', at + 9, nameEnd);
  if (!isName(name)) return [];
  const type = typeOfEntry(fileTypes ? data[nameEnd] : 0);
  return [{ name, inode: Number(data.readBigUInt64BE(at)), type }];
};

/** An entry: number, length of the name, name, type, and its own place, up to a multiple of 8. */
const lengthAt = (data: Buffer, at: number, { fileTypes }: XfsLayout): number =>
  data.readUInt16BE(at) === UNUSED
    ? data.readUInt16BE(at + 2)
    : (9 + (data[at + 8] ?? 0) + Number(fileTypes) + 2 + 7) & ~7;

const addBlock = (data: Buffer, layout: XfsLayout, entries: Entry[]): void => {
  const end = endOf(data);
  if (end === undefined) throw new ImageError('a directory is broken');
  for (let at = layout.version5 ? 64 : 16; at + 12 <= end; ) {
    const length = lengthAt(data, at, layout);
    if (length < 8 || at + length > end) throw new ImageError('a directory is broken');
    entries.push(...entryAt(data, at, layout));
    at += length;
  }
};

interface Stretch {
  readonly at: number;
  length: number;
  readonly runs: Run[];
}

/** Extents that follow each other in the directory, as one: a block of it may lie in two of them. */
const stretches = (runs: readonly Run[], size: number): Stretch[] => {
  const found: Stretch[] = [];
  for (const run of runs.filter(({ at }) => at < Math.min(size, LEAVES))) {
    const before = found.at(-1);
    if (before && before.at + before.length === run.at) {
      before.length += run.length;
      before.runs.push(run);
    } else found.push({ at: run.at, length: run.length, runs: [run] });
  }
  return found;
};

/** A directory in blocks of its own. */
export const blockEntries = async (
  bytes: Bytes,
  runs: readonly Run[],
  size: number,
  layout: XfsLayout,
): Promise<Entry[]> => {
  const entries: Entry[] = [];
  let total = 0;
  for (const stretch of stretches(runs, size)) {
    total += stretch.length;
    if (total > MOST_DIRECTORY_BYTES) throw new ImageError(`a directory has ${total} bytes`);
    const data = await readRuns(bytes, stretch.runs, stretch.at, stretch.length);
    for (let i = 0; i < stretch.length; i += layout.directoryBlockSize)
      addBlock(data.subarray(i, i + layout.directoryBlockSize), layout, entries);
    if (entries.length > MOST_ENTRIES)
      throw new ImageError(`a directory has more than ${MOST_ENTRIES} entries`);
  }
  return entries;
};
