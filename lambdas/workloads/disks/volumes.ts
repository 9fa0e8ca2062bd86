import { type Bytes, type Disk, slice } from './bytes.ts';
import { type Content, contentOf } from './detect.ts';
import { openExt } from './ext.ts';
import { ImageError, UnsupportedError } from './image-error.ts';
import { type Partition, partitionsOf } from './partitions.ts';
import type { Volume } from './volume.ts';
import { openXfs } from './xfs.ts';

/** What was found on a disk. */
export interface Volumes {
  readonly volumes: readonly Volume[];
  /** What a system may live on and is not read here: `LVM`. */
  readonly unsupported: readonly string[];
  /** File systems that could not be opened, and why. */
  readonly broken: readonly string[];
}

/** No disk at all: empty, random, or a container of a disk. The message says which. */
export class NoDiskError extends Error {
  override readonly name = 'NoDiskError';
}

type Opened =
  | { readonly volume: Volume }
  | { readonly unsupported: string }
  | { readonly broken: string }
  | { readonly other: Content };

const opened = async (bytes: Bytes, content: Content): Promise<Opened> => {
  if (content.kind === 'unsupported') return { unsupported: content.what };
  if (content.kind !== 'ext' && content.kind !== 'xfs') return { other: content };
  try {
    return { volume: await (content.kind === 'ext' ? openExt(bytes) : openXfs(bytes)) };
  } catch (error) {
    if (error instanceof UnsupportedError) return { unsupported: error.message };
    if (error instanceof ImageError || error instanceof RangeError) return { broken: error.message };
    throw error;
  }
};

const onPartition = async (disk: Disk, { start, size }: Partition): Promise<Opened> => {
  if (start >= disk.size)
    return { broken: `a partition begins at byte ${start}, and the disk ends at ${disk.size}` };
  const bytes = slice(disk, start, Math.min(size, disk.size - start));
  return opened(bytes, await contentOf(bytes));
};

const gathered = (all: readonly Opened[]): Volumes => ({
  volumes: all.flatMap((each) => ('volume' in each ? each.volume : [])),
  unsupported: [...new Set(all.flatMap((each) => ('unsupported' in each ? each.unsupported : [])))],
  broken: all.flatMap((each) => ('broken' in each ? each.broken : [])),
});

/** The file systems of a disk, with or without a partition table. Throws a NoDiskError where there is neither. */
export const volumesOf = async (disk: Disk): Promise<Volumes> => {
  if (disk.size === 0) throw new NoDiskError('it is empty');
  const content = await contentOf(disk);
  if (content.kind === 'container') throw new NoDiskError(`it is ${content.what}, not the raw disk`);
  const whole = await opened(disk, content);
  if ('volume' in whole || 'broken' in whole) return gathered([whole]);
  const partitions = 'unsupported' in whole ? [] : await partitionsOf(disk);
  if (partitions.length > 0)
    return gathered(await Promise.all(partitions.map((each) => onPartition(disk, each))));
  if ('unsupported' in whole) return gathered([whole]);
  if (content.kind === 'aside') return { volumes: [], unsupported: [content.what], broken: [] };
  throw new NoDiskError('it has neither a partition table nor a file system that is known');
};
