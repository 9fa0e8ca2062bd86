import { describe, expect, test } from 'vitest';
import { openDisk } from '../../../lambdas/workloads/disks/bytes.ts';
import { NoDiskError, volumesOf } from '../../../lambdas/workloads/disks/volumes.ts';
import { image, sourceOf } from '../images/image.ts';

const diskWith = (at: number, magic: string | number[], size = 1024 * 1024): Buffer => {
  const data = Buffer.alloc(size);
  Buffer.from(magic as string, 'latin1').copy(data, at);
  return data;
};

const found = (data: Buffer) => volumesOf(openDisk(sourceOf(data)));

describe('what is not read is named', () => {
  test.for([
    ['LVM', 512, 'LABELONE'],
    ['LUKS encryption', 0, 'LUKS\xba\xbe'],
    ['btrfs', 0x10040, '_BHRfS_M'],
    ['NTFS', 3, 'NTFS    '],
    ['md RAID', 4096, [0xfc, 0x4e, 0x2b, 0xa9]],
    ['md RAID', 1024 * 1024 - 8192, [0xfc, 0x4e, 0x2b, 0xa9]],
    ['swap', 4086, 'SWAPSPACE2'],
    ['BitLocker', 3, '-FVE-FS-'],
  ] as const)('%s at byte %d', async ([what, at, magic]) => {
    expect(await found(diskWith(at, magic as string))).toEqual({
      volumes: [],
      unsupported: [what],
      broken: [],
    });
  });
});

describe('what is no disk is refused', () => {
  test.for([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(1024 * 1024)],
    ['text', Buffer.from('This is no disk.\n')],
    ['a qcow2 image', diskWith(0, 'QFI\xfb')],
    ['a VMDK image', diskWith(0, 'KDMV')],
    ['a packed image', diskWith(0, '\x1f\x8b\x08')],
  ] as const)('%s', async ([, data]) => {
    await expect(found(data)).rejects.toThrow(NoDiskError);
  });
});

describe('partitions', () => {
  test('what boots and what swaps is passed over', async () => {
    const { volumes, unsupported, broken } = await found(image('disk.gpt'));
    expect(volumes.map(({ kind }) => kind)).toEqual(['ext']);
    expect({ unsupported, broken }).toEqual({ unsupported: [], broken: [] });
  });

  test('the second table serves where the first is gone', async () => {
    const data = image('disk.gpt');
    data.fill(0, 512, 34 * 512);
    expect((await found(data)).volumes).toHaveLength(1);
  });

  test('without any table but the oldest', async () => {
    const [disk, volume] = [Buffer.alloc(18 * 1024 * 1024), image('debian.ext4')];
    volume.copy(disk, 1024 * 1024);
    disk.writeUInt16LE(0xaa55, 510);
    disk[450] = 0x83;
    disk.writeUInt32LE(2048, 454);
    disk.writeUInt32LE(volume.length / 512, 458);
    expect((await found(disk)).volumes).toHaveLength(1);
  });

  test('logical ones, in a chain that leads back to its start', async () => {
    const [disk, volume] = [Buffer.alloc(20 * 1024 * 1024), image('debian.ext4')];
    const slot = (record: number, at: number, type: number, start: number, size: number): void => {
      disk.writeUInt16LE(0xaa55, record + 510);
      disk[record + at + 4] = type;
      disk.writeUInt32LE(start, record + at + 8);
      disk.writeUInt32LE(size, record + at + 12);
    };
    slot(0, 446, 5, 2048, 36_000);
    slot(2048 * 512, 446, 0x83, 2048, volume.length / 512);
    slot(2048 * 512, 462, 5, 0, 36_000);
    volume.copy(disk, 4096 * 512);
    expect((await found(disk)).volumes).toHaveLength(1);
  });
});
