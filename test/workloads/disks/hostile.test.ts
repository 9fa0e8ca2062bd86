import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openDisk } from '../../../lambdas/workloads/disks/bytes.ts';
import { NoDiskError } from '../../../lambdas/workloads/disks/volumes.ts';
import { scan } from '../../../lambdas/workloads/scan.ts';
import { runs } from '../../support/runs.ts';
import { image, sourceOf } from '../images/image.ts';

const SCOPE = { scope: 'all', paths: [] } as const;
const NAMES = ['debian.ext4', 'alma.xfs', 'disk.gpt'] as const;

/** Offsets of 4 KiB blocks that are written: elsewhere a changed byte is never read. */
const written = (data: Buffer): number[] =>
  Array.from({ length: data.length / 4096 }, (_, i) => i * 4096).filter((at) =>
    data.subarray(at, at + 4096).some((byte) => byte !== 0),
  );

/** Ends, and ends well: with a status, or by saying that it is no disk. Anything else is thrown on. */
const outcome = async (data: Buffer): Promise<string> => {
  try {
    return (await scan([openDisk(sourceOf(data))], SCOPE)).status;
  } catch (error) {
    if (error instanceof NoDiskError) return 'no disk';
    throw error;
  }
};

const OUTCOMES = ['Scanned', 'Partial', 'Failed', 'Unsupported', 'no disk'];

describe('a disk ends well', () => {
  test.for(NAMES)('with bytes changed anywhere in %s', async (name) => {
    const good = image(name);
    const blocks = written(good);
    const change = fc.tuple(fc.constantFrom(...blocks), fc.nat(4095), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 40 }), async (changes) => {
        const data = Buffer.from(good);
        for (const [block, at, byte] of changes) data[block + at] = byte;
        expect(OUTCOMES).toContain(await outcome(data));
      }),
      { numRuns: runs(15, 120) },
    );
  });

  test.for(NAMES)('with whole blocks of %s exchanged, so that they lead in circles', async (name) => {
    const good = image(name);
    const blocks = written(good);
    const block = fc.constantFrom(...blocks);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(block, block), { minLength: 1, maxLength: 20 }), async (moves) => {
        const data = Buffer.from(good);
        for (const [from, to] of moves) good.copy(data, to, from, from + 4096);
        expect(OUTCOMES).toContain(await outcome(data));
      }),
      { numRuns: runs(10, 80) },
    );
  });

  test.for(NAMES)('with %s cut short anywhere, and is never taken for whole', async (name) => {
    const good = image(name);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 4096), async (length) => {
        const found = await outcome(good.subarray(0, length));
        expect(OUTCOMES).toContain(found);
        if (name !== 'disk.gpt') expect(found).not.toBe('Scanned');
      }),
      { numRuns: runs(10, 80) },
    );
  });

  test('of random bytes, which are no disk', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 0, maxLength: 8192 }), async (bytes) => {
        expect(OUTCOMES).toContain(await outcome(Buffer.from(bytes)));
      }),
      { numRuns: 200 },
    );
  });
});
