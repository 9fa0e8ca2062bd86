import type { Bytes } from './bytes.ts';
import { ImageError } from './image-error.ts';
import { addRun, type Run } from './volume.ts';
import { byteOfBlock, type XfsLayout } from './xfs-layout.ts';

/** How the data of an inode is found. */
export const FORMATS = { local: 1, extents: 2, tree: 3 } as const;

const WIDE_COUNTS = 0x10n;
const DEEPEST = 9;
const MOST_VISITS = 100_000;
const MAGICS = new Set(['BMAP', 'BMA3']);
const EXTENT = 16;

const extentCount = (raw: Buffer): number =>
  (raw[4] ?? 0) >= 3 && (raw.readBigUInt64BE(120) & WIDE_COUNTS) !== 0n
    ? Number(raw.readBigUInt64BE(24))
    : raw.readUInt32BE(76);

/** 1 bit of state, 54 of offset, 52 of block, 21 of length; what was never written reads as zeros. */
const unpack = (data: Buffer, at: number, layout: XfsLayout): Run | undefined => {
  const [high, low] = [data.readBigUInt64BE(at), data.readBigUInt64BE(at + 8)];
  if (high >> 63n) return undefined;
  const block = Number(((high & 0x1ffn) << 43n) | (low >> 21n));
  return {
    at: Number((high >> 9n) & 0x3fffffffffffffn) * layout.blockSize,
    from: byteOfBlock(layout, block),
    length: Number(low & 0x1fffffn) * layout.blockSize,
  };
};

/** The runs of a file or directory, in the order of the file. */
export const runsOf = async (
  bytes: Bytes,
  layout: XfsLayout,
  raw: Buffer,
  fork: Buffer,
): Promise<readonly Run[]> => {
  const runs: Run[] = [];
  let visits = 0;
  const list = (data: Buffer, start: number, count: number): void => {
    if (start + count * EXTENT > data.length) throw new ImageError('the extents of a file are broken');
    for (let at = start; at < start + count * EXTENT; at += EXTENT) {
      const run = unpack(data, at, layout);
      if (run) addRun(runs, run);
    }
  };
  const below = async (block: number, level: number): Promise<void> => {
    visits += 1;
    const data = Buffer.from(await bytes.read(byteOfBlock(layout, block), layout.blockSize));
    const head = layout.version5 ? 72 : 24;
    const fits = Math.floor((data.length - head) / EXTENT);
    const count = data.readUInt16BE(6);
    const sound =
      MAGICS.has(data.toString('latin1', 0, 4)) && data.readUInt16BE(4) === level && count <= fits;
    if (!sound || visits > MOST_VISITS) throw new ImageError('the extents of a file are broken');
    if (level === 0) return list(data, head, count);
    const pointers = head + fits * 8;
    for (let i = 0; i < count; i += 1) await below(Number(data.readBigUInt64BE(pointers + i * 8)), level - 1);
  };
  if (raw[5] === FORMATS.extents) list(fork, 0, extentCount(raw));
  if (raw[5] === FORMATS.tree) {
    const [level, count] = [fork.readUInt16BE(0), fork.readUInt16BE(2)];
    const fits = Math.floor((fork.length - 4) / EXTENT);
    if (level === 0 || level > DEEPEST || count > fits)
      throw new ImageError('the extents of a file are broken');
    for (let i = 0; i < count; i += 1)
      await below(Number(fork.readBigUInt64BE(4 + fits * 8 + i * 8)), level - 1);
  }
  return runs.toSorted((one, other) => one.at - other.at);
};
