import { type Bytes, slice } from './bytes.ts';
import { ImageError, UnsupportedError } from './image-error.ts';
import {
  isExecutable,
  leftOf,
  type Node,
  paddedText,
  type Run,
  readRuns,
  typeOfMode,
  uuidOf,
  type Volume,
} from './volume.ts';
import { blockEntries, shortEntries } from './xfs-directory.ts';
import { FORMATS, runsOf } from './xfs-extents.ts';
import { byteOfBlock, layoutOf, split, type XfsLayout } from './xfs-layout.ts';

const INODE_MAGIC = 0x494e;
const REALTIME = 0x1;
const LINK_HEADER = 56;
const LONGEST_LINK = 1024;

const inodeBytes = async (bytes: Bytes, layout: XfsLayout, inode: number): Promise<Buffer> => {
  const [block, index] = split(inode, layout.inodesPerBlockLog);
  const at = byteOfBlock(layout, block) + index * layout.inodeSize;
  const raw = Buffer.from(await bytes.read(at, layout.inodeSize));
  if (raw.readUInt16BE(0) !== INODE_MAGIC) throw new ImageError(`there is no inode ${inode}`);
  return raw;
};

/** A link that does not fit into its inode; each of its extents has a header in version 5. */
const remoteTarget = async (bytes: Bytes, runs: readonly Run[], size: number): Promise<string> => {
  if (size > LONGEST_LINK) throw new ImageError(`a link has ${size} bytes`);
  const parts: Buffer[] = [];
  for (const { from, length } of runs) {
    const part = await bytes.read(from, Math.min(length, LONGEST_LINK + LINK_HEADER));
    parts.push(part.toString('latin1', 0, 4) === 'XSLM' ? part.subarray(LINK_HEADER) : part);
  }
  return Buffer.concat(parts).toString('utf8', 0, size);
};

const nodeOf = (bytes: Bytes, layout: XfsLayout, raw: Buffer): Node => {
  const type = typeOfMode(raw.readUInt16BE(2));
  const format = raw[5];
  const size = Number(raw.readBigUInt64BE(56));
  const head = (raw[4] ?? 0) >= 3 ? 176 : 100;
  const forkOffset = raw[82] ?? 0;
  const fork = raw.subarray(head, forkOffset > 0 ? head + forkOffset * 8 : layout.inodeSize);
  const local = format === FORMATS.local;

  let known: Promise<readonly Run[]> | undefined;
  const runs = (): Promise<readonly Run[]> => {
    known ??= runsOf(bytes, layout, raw, fork);
    return known;
  };
  const inside = (): Buffer => {
    if (fork.length < size) throw new ImageError(`a file of ${size} bytes keeps ${fork.length} in its inode`);
    return fork;
  };
  return {
    type,
    size,
    executable: isExecutable(raw.readUInt16BE(2)),
    stamp: `${size}.${raw.toString('hex', 48, 56)}`,
    read: async (offset, length) => {
      if (raw.readUInt16BE(90) & REALTIME) throw new UnsupportedError('a file on a realtime device');
      const wanted = leftOf(size, offset, length);
      if (local) return Buffer.from(inside().subarray(offset, offset + wanted));
      return readRuns(bytes, await runs(), offset, wanted);
    },
    entries: async () =>
      local ? shortEntries(fork, layout) : blockEntries(bytes, await runs(), size, layout),
    target: async () =>
      local ? inside().toString('utf8', 0, size) : remoteTarget(bytes, await runs(), size),
  };
};

/**
 * XFS versions 4 and 5, read-only ("XFS Algorithms & Data Structures", kernel.org). The log is not replayed. Throws an
 * UnsupportedError for features that change the layout in a way that is not known here.
 */
export const openXfs = async (whole: Bytes): Promise<Volume> => {
  const superblock = Buffer.from(await whole.read(0, 512));
  const layout = layoutOf(superblock);
  const cut = layout.bytes > whole.size;
  const bytes = slice(whole, 0, Math.min(layout.bytes, whole.size));
  return {
    kind: 'xfs',
    root: layout.root,
    uuid: uuidOf(superblock.subarray(32, 48)),
    label: paddedText(superblock.subarray(108, 120)),
    cut,
    node: async (inode) => nodeOf(bytes, layout, await inodeBytes(bytes, layout, inode)),
  };
};
