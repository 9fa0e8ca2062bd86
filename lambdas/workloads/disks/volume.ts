import { type Bytes, MIB } from './bytes.ts';
import { ImageError } from './image-error.ts';

export type NodeType = 'file' | 'directory' | 'link' | 'other';

export interface Entry {
  readonly name: string;
  readonly inode: number;
  /** `other` as well where the file system does not keep it in the directory. */
  readonly type: NodeType;
}

/** Of what a directory lists, its own folder and the one above are no entries. */
export const isName = (name: string): boolean => name !== '' && name !== '.' && name !== '..';

/** A file, directory or link. */
export interface Node {
  readonly type: NodeType;
  /** Bytes. */
  readonly size: number;
  /** Anyone may run it. */
  readonly executable: boolean;
  /** The same as long as nothing of it was changed: its size, and when it was changed last, which nobody can set. */
  readonly stamp: string;
  /** What lies between `offset` and the end of file, at most `length` bytes; holes are zeros. */
  read(offset: number, length: number): Promise<Buffer>;
  /** Of a directory: all but `.` and `..`. */
  entries(): Promise<readonly Entry[]>;
  /** Of a link. */
  target(): Promise<string>;
}

/** A file system: numbered nodes. */
export interface Volume {
  readonly kind: 'ext' | 'xfs';
  readonly root: number;
  /** As /etc/fstab spells it, with hyphens. */
  readonly uuid: string;
  readonly label: string;
  /** The file system is larger than what is there of it. */
  readonly cut: boolean;
  node(inode: number): Promise<Node>;
}

/** Where a run of a file's blocks lies; bytes. */
export interface Run {
  /** In the file. */
  readonly at: number;
  /** On the volume. */
  readonly from: number;
  readonly length: number;
}

const MOST_RUNS = 200_000;
/** A file of this size is read whole, at most. */
export const MOST_BYTES = 256 * MIB;
export const MOST_DIRECTORY_BYTES = 128 * MIB;
export const MOST_ENTRIES = 500_000;

export const addRun = (runs: Run[], run: Run): void => {
  if (runs.length >= MOST_RUNS) throw new ImageError(`a file has more than ${MOST_RUNS} extents`);
  runs.push(run);
};

/** The bytes of a file from `offset` on; what no run holds is zero. */
export const readRuns = async (
  bytes: Bytes,
  runs: readonly Run[],
  offset: number,
  length: number,
): Promise<Buffer> => {
  if (length > MOST_BYTES) throw new ImageError(`${length} bytes are asked for at once`);
  const out = Buffer.alloc(length);
  for (const { at, from, length: size } of runs) {
    const start = Math.max(at, offset);
    const end = Math.min(at + size, offset + length);
    if (start < end) (await bytes.read(from + start - at, end - start)).copy(out, start - offset);
  }
  return out;
};

/** How many bytes of a file are left from `offset` on, at most `length`. */
export const leftOf = (size: number, offset: number, length: number): number =>
  Math.max(0, Math.min(length, size - offset));

const MODES: Readonly<Record<number, NodeType>> = { 32768: 'file', 16384: 'directory', 40960: 'link' };

/** From the upper four bits of a mode (inode(7)). */
export const typeOfMode = (mode: number): NodeType => MODES[mode & 0xf000] ?? 'other';

export const isExecutable = (mode: number): boolean => (mode & 0o111) !== 0;

const ENTRY_TYPES: readonly NodeType[] = [
  'other',
  'file',
  'directory',
  'other',
  'other',
  'other',
  'other',
  'link',
];

/** From the file type of a directory entry, the same in ext4 and XFS. */
export const typeOfEntry = (code: number | undefined): NodeType => ENTRY_TYPES[code ?? 0] ?? 'other';

/** Sixteen bytes as a UUID, in the order in which they lie. */
export const uuidOf = (data: Buffer): string =>
  data.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Text that is filled up with zeros. */
export const paddedText = (data: Buffer): string => data.toString('utf8').replace(/\0.*$/s, '');
