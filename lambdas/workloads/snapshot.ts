import { createHash } from 'node:crypto';
import type { BlockSource } from './disks/bytes.ts';
import { ImageError } from './disks/image-error.ts';

/** A page of the blocks of a snapshot that were ever written. */
export interface BlockPage {
  readonly volumeSize: number;
  readonly blockSize: number;
  readonly blocks: readonly { readonly index: number; readonly token: string }[];
  readonly next?: string;
}

/** A block, and the SHA-256 in Base64 that came with it. */
export interface Block {
  readonly data: Buffer;
  readonly checksum: string;
}

/** The two calls of the EBS direct APIs that a scan makes. */
export interface SnapshotCalls {
  list(next: string | undefined): Promise<BlockPage>;
  get(index: number, token: string): Promise<Block>;
}

const ATTEMPTS = 3;
const GIB = 2 ** 30;
/** A volume has at most 64 TiB, in pages of at least 100 blocks. */
const MOST_PAGES = 1_400_000;

const isWhole = ({ data, checksum }: Block): boolean =>
  createHash('sha256').update(data).digest('base64') === checksum;

/** Every page of the list; calls that are throttled are the SDK's to repeat. */
const tokensOf = async (
  calls: SnapshotCalls,
): Promise<{ readonly first: BlockPage; readonly tokens: ReadonlyMap<number, string> }> => {
  const first = await calls.list(undefined);
  const tokens = new Map(first.blocks.map(({ index, token }) => [index, token]));
  let next = first.next;
  for (let pages = 1; next !== undefined && pages < MOST_PAGES; pages += 1) {
    const page = await calls.list(next);
    for (const { index, token } of page.blocks) tokens.set(index, token);
    next = page.next;
  }
  return { first, tokens };
};

/** A snapshot as blocks. A block that comes with another checksum is asked for again; throws an ImageError where it stays so. */
export const snapshotBlocks = async (calls: SnapshotCalls): Promise<BlockSource> => {
  const { first, tokens } = await tokensOf(calls);
  const block = async (index: number): Promise<Buffer | undefined> => {
    const token = tokens.get(index);
    if (token === undefined) return undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = await calls.get(index, token);
      if (isWhole(found)) return found.data;
    }
    throw new ImageError(`block ${index} came with a wrong checksum ${ATTEMPTS} times`);
  };
  return { size: first.volumeSize * GIB, blockSize: first.blockSize, block };
};
