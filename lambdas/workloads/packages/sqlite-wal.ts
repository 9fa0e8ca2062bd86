const HEADER = 32;
const FRAME = 24;
const MAGIC = 0x377f0682;

type Sums = readonly [number, number];

/** SQLite's running checksum over pairs of 32-bit words. */
const sums = (data: Buffer, [first, second]: Sums, bigEndian: boolean): Sums => {
  let [a, b] = [first, second];
  const word = (at: number): number => (bigEndian ? data.readUInt32BE(at) : data.readUInt32LE(at));
  for (let at = 0; at + 8 <= data.length; at += 8) {
    a = (a + word(at) + b) >>> 0;
    b = (b + word(at + 4) + a) >>> 0;
  }
  return [a, b];
};

interface Frame {
  readonly page: number;
  readonly commit: number;
  readonly data: Buffer;
}

/** The frames of a write-ahead log up to the first that is torn or of an older log. */
const framesOf = (wal: Buffer, pageSize: number): Frame[] => {
  const bigEndian = (wal.readUInt32BE(0) & 1) === 1;
  const frames: Frame[] = [];
  let state = sums(wal.subarray(0, 24), [0, 0], bigEndian);
  for (let at = HEADER; at + FRAME + pageSize <= wal.length; at += FRAME + pageSize) {
    const data = wal.subarray(at + FRAME, at + FRAME + pageSize);
    state = sums(data, sums(wal.subarray(at, at + 8), state, bigEndian), bigEndian);
    const sameLog = wal.subarray(16, 24).equals(wal.subarray(at + 8, at + 16));
    if (!sameLog || wal.readUInt32BE(at + 16) !== state[0] || wal.readUInt32BE(at + 20) !== state[1]) break;
    frames.push({ page: wal.readUInt32BE(at), commit: wal.readUInt32BE(at + 4), data });
  }
  return frames;
};

/** The database with what its write-ahead log has committed (https://www.sqlite.org/fileformat2.html, 4). */
export const applyWal = (file: Buffer, wal: Buffer): Buffer => {
  if (wal.length < HEADER || wal.readUInt32BE(0) >>> 1 !== MAGIC >>> 1) return file;
  const pageSize = wal.readUInt32BE(8);
  if (pageSize < 512 || pageSize > 65536) return file;
  const frames = framesOf(wal, pageSize);
  const last = frames.findLastIndex(({ commit }) => commit > 0);
  if (last < 0) return file;
  const committed = frames.slice(0, last + 1);
  const size = committed.reduce((most, { page }) => Math.max(most, page * pageSize), file.length);
  if (size > file.length + wal.length) return file;
  const out = Buffer.alloc(size);
  file.copy(out);
  for (const { page, data } of committed) if (page > 0) data.copy(out, (page - 1) * pageSize);
  return out;
};
