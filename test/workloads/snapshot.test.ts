import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openDisk } from '../../lambdas/workloads/disks/bytes.ts';
import { scan } from '../../lambdas/workloads/scan.ts';
import { type SnapshotCalls, snapshotBlocks } from '../../lambdas/workloads/snapshot.ts';
import { image } from './images/image.ts';

const BLOCK_SIZE = 512 * 1024;
const USUAL = { scope: 'usual', paths: [] } as const;

/** A snapshot of the Debian as the EBS direct APIs serve it: only written blocks, in pages, with checksums. */
const served = (flips: (index: number, attempt: number) => boolean = () => false) => {
  const data = image('debian.ext4');
  const gets: number[] = [];
  const written = Array.from({ length: data.length / BLOCK_SIZE }, (_, index) => index).filter((index) =>
    data.subarray(index * BLOCK_SIZE, (index + 1) * BLOCK_SIZE).some((byte) => byte !== 0),
  );
  const calls: SnapshotCalls = {
    list: async (next) => {
      const from = Number(next ?? 0);
      const blocks = written.slice(from, from + 2).map((index) => ({ index, token: `token-${index}` }));
      const more = from + 2 < written.length ? { next: String(from + 2) } : {};
      return { volumeSize: 1, blockSize: BLOCK_SIZE, blocks, ...more };
    },
    get: async (index, token) => {
      expect(token).toBe(`token-${index}`);
      const block = Buffer.from(data.subarray(index * BLOCK_SIZE, (index + 1) * BLOCK_SIZE));
      const checksum = createHash('sha256').update(block).digest('base64');
      if (flips(index, gets.filter((each) => each === index).length)) block[17] = (block[17] ?? 0) ^ 1;
      gets.push(index);
      return { data: block, checksum };
    },
  };
  return { calls, gets, written };
};

const scanned = async (calls: SnapshotCalls) => scan([openDisk(await snapshotBlocks(calls))], USUAL);

describe('a snapshot', () => {
  test('is read by the blocks that are needed, each once', async () => {
    const { calls, gets, written } = served();
    const { status, packages } = await scanned(calls);
    expect({ status, packages: packages.length }).toEqual({ status: 'Scanned', packages: 90 });
    expect(new Set(gets).size).toBe(gets.length);
    expect(gets.every((index) => written.includes(index))).toBe(true);
  });

  test('whose blocks come with a flipped bit at first is read all the same', async () => {
    const { calls } = served((_, attempt) => attempt < 2);
    expect((await scanned(calls)).packages).toHaveLength(90);
  });

  test('whose blocks stay wrong is not taken for anything else', async () => {
    const { calls } = served(() => true);
    await expect(scanned(calls)).rejects.toThrow('came with a wrong checksum');
  });
});
