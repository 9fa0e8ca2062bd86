import { type Bytes, KIB, MIB } from './bytes.ts';

export type Content =
  | { readonly kind: 'ext' | 'xfs' }
  /** Holds something that is not read here, and that a system may live on. */
  | { readonly kind: 'unsupported'; readonly what: string }
  /** Boot code, swap: no system lives there. */
  | { readonly kind: 'aside'; readonly what: string }
  /** A container of a disk, which is no disk itself. */
  | { readonly kind: 'container'; readonly what: string }
  | { readonly kind: 'unknown' };

interface Mark {
  readonly at: readonly number[];
  readonly bytes: Buffer;
  readonly content: Content;
}

const mark = (at: number | readonly number[], bytes: string | number[], content: Content): Mark => ({
  at: typeof at === 'number' ? [at] : at,
  bytes: typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes),
  content,
});
const unsupported = (what: string): Content => ({ kind: 'unsupported', what });
const aside = (what: string): Content => ({ kind: 'aside', what });
const container = (what: string): Content => ({ kind: 'container', what });

/** What comes first wins: a RAID member with its mark in front hides the file system that it is part of. */
const MARKS: readonly Mark[] = [
  mark(0, 'LUKS\xba\xbe', unsupported('LUKS encryption')),
  mark([0, 512, 1024, 1536], 'LABELONE', unsupported('LVM')),
  mark([0, 4 * KIB], [0xfc, 0x4e, 0x2b, 0xa9], unsupported('md RAID')),
  mark(0, 'XFSB', { kind: 'xfs' }),
  mark(0x10040, '_BHRfS_M', unsupported('btrfs')),
  mark([4086, 8182, 16374, 32758, 65526], 'SWAPSPACE2', aside('swap')),
  mark([4086, 65526], 'SWAP-SPACE', aside('swap')),
  mark(0x438, [0x53, 0xef], { kind: 'ext' }),
  mark(3, 'NTFS    ', unsupported('NTFS')),
  mark(3, '-FVE-FS-', unsupported('BitLocker')),
  mark(3, 'EXFAT   ', unsupported('exFAT')),
  mark(3, [0, 0, 0, 0x52, 0x65, 0x46, 0x53], unsupported('ReFS')),
  mark(0x400, [0x10, 0x20, 0xf5, 0xf2], unsupported('F2FS')),
  mark(0x400, [0xe2, 0xe1, 0xf5, 0xe0], unsupported('EROFS')),
  mark(0x8000, 'JFS1', unsupported('JFS')),
  mark(0x10034, 'ReIsEr', unsupported('ReiserFS')),
  mark(0, 'hsqs', unsupported('SquashFS')),
  mark(0x8001, 'CD001', unsupported('ISO 9660')),
  mark([0x1018], [0xc6, 0x85, 0x73, 0xf6], unsupported('bcachefs')),
  mark(
    [128, 129, 130, 160, 192].map((sector) => sector * KIB),
    [0x0c, 0xb1, 0xba],
    unsupported('ZFS'),
  ),
  mark(0x36, 'FAT', aside('FAT')),
  mark(0x52, 'FAT32', aside('FAT')),
  mark(0, 'QFI\xfb', container('qcow2')),
  mark(0, 'KDMV', container('VMDK')),
  mark(0, 'vhdxfile', container('VHDX')),
  mark(0, 'conectix', container('VHD')),
  mark(0x40, [0x7f, 0x10, 0xda, 0xbe], container('VDI')),
  mark(0, [0x1f, 0x8b], container('gzip')),
  mark(0, [0xfd, 0x37, 0x7a, 0x58, 0x5a], container('xz')),
  mark(0, [0x28, 0xb5, 0x2f, 0xfd], container('zstd')),
  mark(0, 'PK\x03\x04', container('zip')),
];

const CLOSEST = 0x10040 + 8;
const LARGEST = 192 * KIB + 8;

const holds = (head: Buffer, { at, bytes }: Mark): boolean =>
  at.some((offset) => bytes.equals(head.subarray(offset, offset + bytes.length)));

/** md's older superblock lies at the end: 64 KiB aligned (0.90), or 8 KiB before the end (1.0). */
const mdAtEnd = async ({ size, read }: Bytes): Promise<boolean> => {
  const magic = Buffer.from([0xfc, 0x4e, 0x2b, 0xa9]);
  const old = Math.floor(size / (64 * KIB)) * 64 * KIB - 64 * KIB;
  const recent = Math.floor((size - 8 * KIB) / (4 * KIB)) * 4 * KIB;
  for (const at of [old, recent].filter((offset) => offset >= 0))
    if (magic.equals(await read(at, 4))) return true;
  return false;
};

/** What lies at the start of a disk or partition, by its magic numbers (libblkid's). */
export const contentOf = async (bytes: Bytes): Promise<Content> => {
  const head = await bytes.read(0, Math.min(bytes.size, bytes.size < MIB ? CLOSEST : LARGEST));
  const found = MARKS.find((each) => holds(head, each));
  if (found) return found.content;
  return (await mdAtEnd(bytes)) ? unsupported('md RAID') : { kind: 'unknown' };
};
