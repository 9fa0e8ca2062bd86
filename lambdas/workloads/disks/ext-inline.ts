/** Bytes in an inode that hold block numbers, or the first bytes of an inline file. */
export const INLINE_AREA = 60;

const XATTR_MAGIC = 0xea020000;
const SYSTEM = 7;
const EMPTY = Buffer.alloc(0);

const isData = (raw: Buffer, at: number): boolean =>
  raw[at] === 4 && raw[at + 1] === SYSTEM && raw.toString('latin1', at + 16, at + 20) === 'data';

/** What an inline file keeps beyond the first 60 bytes: the extended attribute `system.data` of its inode. */
export const inlineRest = (raw: Buffer): Buffer => {
  if (raw.length < 132) return EMPTY;
  const header = 128 + raw.readUInt16LE(128);
  if (header + 4 > raw.length || raw.readUInt32LE(header) !== XATTR_MAGIC) return EMPTY;
  const first = header + 4;
  for (let at = first; at + 20 <= raw.length && raw.readUInt32LE(at) !== 0; ) {
    const value = first + raw.readUInt16LE(at + 2);
    if (isData(raw, at)) return raw.subarray(value, value + raw.readUInt32LE(at + 8));
    at += (16 + (raw[at] ?? 0) + 3) & ~3;
  }
  return EMPTY;
};
