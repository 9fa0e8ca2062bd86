import { open, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { KIB, openDisk } from '../../lambdas/workloads/disks/bytes.ts';
import { scan } from '../../lambdas/workloads/scan.ts';

/** The image of a whole Debian on ext4, which is made where it is wanted; beside it, as `.txt`, what dpkg-query says. */
const IMAGE = process.env['DRAWBRIDGE_DEBIAN'];

/** As EBS has them. */
const BLOCK_SIZE = 512 * KIB;

if (!IMAGE) process.stderr.write('SKIPPED: DRAWBRIDGE_DEBIAN names no image of a whole Debian\n');

test.skipIf(!IMAGE)(
  'a whole Debian is known by thirty blocks at most, and every package as dpkg says',
  async () => {
    const path = IMAGE ?? '';
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const block = async (index: number) => {
        const { buffer } = await file.read(Buffer.alloc(BLOCK_SIZE), 0, BLOCK_SIZE, index * BLOCK_SIZE);
        return buffer.some((byte) => byte !== 0) ? buffer : undefined;
      };
      const disk = openDisk({ size, blockSize: BLOCK_SIZE, block });
      const { status, packages } = await scan([disk], { scope: 'usual', paths: [] });
      const told = packages.map((one) =>
        [one.name, one.version, one.architecture, one.source, one.sourceVersion ?? one.version].join(' '),
      );
      const known = (await readFile(`${path}.txt`, 'utf8')).trim().split('\n');
      expect(status).toBe('Scanned');
      expect(known.length).toBeGreaterThan(50);
      expect(told.toSorted()).toEqual(known.toSorted());
      expect(disk.blocksRead()).toBeLessThanOrEqual(30);
    } finally {
      await file.close();
    }
  },
);
