import type { Bytes } from './bytes.ts';
import type { ExtLayout } from './ext-layout.ts';
import { ImageError } from './image-error.ts';
import { addRun, type Run } from './volume.ts';

const EXTENT_MAGIC = 0xf30a;
const DEEPEST = 5;
/** Longer ones are reserved, and read as zeros. */
const LONGEST_WRITTEN = 32768;
/** A tree or map of more blocks holds a file that nobody asks for here. */
const MOST_VISITS = 100_000;

const visits = (): (() => void) => {
  let left = MOST_VISITS;
  return () => {
    left -= 1;
    if (left < 0) throw new ImageError('the blocks of a file lead in circles');
  };
};

const wide = (data: Buffer, low: number, high: number): number =>
  data.readUInt32LE(low) + data.readUInt16LE(high) * 2 ** 32;

/** The extents below a header, the one in an inode for a start. */
export const extentsOf = async (
  bytes: Bytes,
  { blockSize }: ExtLayout,
  area: Buffer,
): Promise<readonly Run[]> => {
  const runs: Run[] = [];
  const visit = visits();
  const leaf = (data: Buffer, at: number): void => {
    const length = data.readUInt16LE(at + 4);
    if (length > LONGEST_WRITTEN) return;
    const from = wide(data, at + 8, at + 6) * blockSize;
    addRun(runs, { at: data.readUInt32LE(at) * blockSize, from, length: length * blockSize });
  };
  const below = async (data: Buffer, depth: number): Promise<void> => {
    visit();
    const count = data.readUInt16LE(2);
    if (
      data.readUInt16LE(0) !== EXTENT_MAGIC ||
      data.readUInt16LE(6) !== depth ||
      12 + count * 12 > data.length
    )
      throw new ImageError('the extents of a file are broken');
    for (let at = 12; at < 12 + count * 12; at += 12) {
      if (depth === 0) leaf(data, at);
      else await below(await bytes.read(wide(data, at + 4, at + 8) * blockSize, blockSize), depth - 1);
    }
  };
  const depth = area.readUInt16LE(6);
  if (depth > DEEPEST) throw new ImageError('the extents of a file are broken');
  await below(area, depth);
  return runs;
};

/** Slots of an inode that lead to blocks, by how many blocks of numbers lie between. */
const SLOTS: readonly (readonly [slot: number, level: number])[] = [
  ...Array.from({ length: 12 }, (_, slot) => [slot, 0] as const),
  [12, 1],
  [13, 2],
  [14, 3],
];

/** The direct and indirect blocks of ext2 and ext3. */
export const blockMapOf = async (
  bytes: Bytes,
  { blockSize }: ExtLayout,
  area: Buffer,
  size: number,
): Promise<readonly Run[]> => {
  const end = Math.ceil(size / blockSize);
  const perBlock = blockSize / 4;
  const runs: Run[] = [];
  const visit = visits();
  const add = (block: number, first: number): void => {
    const before = runs.at(-1);
    const run = { at: first * blockSize, from: block * blockSize, length: blockSize };
    if (before && before.at + before.length === run.at && before.from + before.length === run.from)
      runs[runs.length - 1] = { ...before, length: before.length + blockSize };
    else addRun(runs, run);
  };
  const below = async (block: number, level: number, first: number): Promise<void> => {
    if (block === 0 || first >= end) return;
    if (level === 0) return add(block, first);
    visit();
    const numbers = await bytes.read(block * blockSize, blockSize);
    const span = perBlock ** (level - 1);
    for (let i = 0; i < perBlock && first + i * span < end; i += 1)
      await below(numbers.readUInt32LE(i * 4), level - 1, first + i * span);
  };
  let first = 0;
  for (const [slot, level] of SLOTS) {
    await below(area.readUInt32LE(slot * 4), level, first);
    first += perBlock ** level;
  }
  return runs;
};
