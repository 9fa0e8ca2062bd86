import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { type BlockSource, KIB } from '../../../lambdas/workloads/disks/bytes.ts';

const BLOCK_SIZE = 512 * KIB;

/** An image that make.sh made, or a table of what the distribution's tool says is in it. */
export const image = (name: 'debian.ext4' | 'alma.xfs' | 'disk.gpt'): Buffer =>
  brotliDecompressSync(readFileSync(new URL(`${name}.br`, import.meta.url)));

export const lines = (name: 'debian.txt' | 'alma.txt'): string[] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .split('\n');

/** A disk in memory. */
export const sourceOf = (data: Buffer): BlockSource => ({
  size: data.length,
  blockSize: BLOCK_SIZE,
  block: async (index) => {
    const block = Buffer.alloc(BLOCK_SIZE);
    data.copy(block, 0, index * BLOCK_SIZE);
    return block.some((byte) => byte !== 0) ? block : undefined;
  },
});
