import { inflateRawSync } from 'node:zlib';
import { type Bytes, MIB } from './disks/bytes.ts';
import { ImageError } from './disks/image-error.ts';

export interface ZipEntry {
  readonly name: string;
  /** Of what is unpacked; bytes. */
  readonly size: number;
  readonly packed: number;
  readonly method: number;
  readonly offset: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_END = 22 + 65535;
const STORED = 0;
const DEFLATED = 8;
const WINDOW = 8 * MIB;
const MOST_DIRECTORY = 256 * MIB;

interface Directory {
  readonly offset: number;
  readonly size: number;
}

const broken = (what: string): never => {
  throw new ImageError(`the zip file is broken: ${what}`);
};

/** Archives of more than 65,535 files keep their directory's place in a record of its own. */
const directory64 = async (file: Bytes, locatorAt: number): Promise<Directory | undefined> => {
  if (locatorAt < 0) return undefined;
  const locator = await file.read(locatorAt, 20);
  if (locator.readUInt32LE(0) !== LOCATOR_64) return undefined;
  const record = await file.read(Number(locator.readBigUInt64LE(8)), 56);
  if (record.readUInt32LE(0) !== END_64) return broken('its large end record is missing');
  return { size: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
};

/** Where the directory lies: by the last end record (APPNOTE.TXT 4.3.16). */
const directoryOf = async (file: Bytes): Promise<Directory> => {
  const length = Math.min(file.size, LONGEST_END);
  const tail = Buffer.from(await file.read(file.size - length, length));
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END) continue;
    const large = await directory64(file, file.size - length + at - 20);
    return large ?? { size: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  }
  return broken('it has no end record');
};

/** The 64-bit values of an entry, in this order, each only where the 32-bit one is full. */
const wideValues = (extra: Buffer, values: readonly number[]): number[] => {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let next = at + 4;
    return values.map((value) => {
      if (value !== 0xffffffff || next + 8 > extra.length) return value;
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
  }
  return [...values];
};

/** The entries of an archive, in the order of its directory. Throws an ImageError where it is broken. */
export const zipEntries = async (file: Bytes): Promise<readonly ZipEntry[]> => {
  const { size: bytes, offset: start } = await directoryOf(file);
  if (bytes > MOST_DIRECTORY) return broken('its directory is too large');
  const data = await file.read(start, bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + 46 <= data.length; ) {
    if (data.readUInt32LE(at) !== CENTRAL) return broken('its directory is torn');
    const [nameEnd, extra] = [at + 46 + data.readUInt16LE(at + 28), data.readUInt16LE(at + 30)];
    const plain = [24, 20, 42].map((each) => data.readUInt32LE(at + each));
    const [size = 0, packed = 0, offset = 0] = wideValues(data.subarray(nameEnd, nameEnd + extra), plain);
    const method = data.readUInt16LE(at + 10);
    entries.push({ name: data.toString('utf8', at + 46, nameEnd), size, packed, method, offset });
    at = nameEnd + extra + data.readUInt16LE(at + 32);
  }
  return entries;
};

/** Unpacks an entry of at most `most` bytes. Throws an ImageError for a larger one, however small it claims to be. */
export const unpack = async (file: Bytes, entry: ZipEntry, most = 32 * MIB): Promise<Buffer> => {
  const { name, offset, packed, size, method } = entry;
  if (size > most || packed > most) return broken(`${name} has ${size} bytes`);
  const head = await file.read(offset, 30);
  if (head.readUInt32LE(0) !== LOCAL) return broken(`${name} is not where it should be`);
  const data = await file.read(offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28), packed);
  if (method === STORED) return Buffer.from(data);
  if (method !== DEFLATED) return broken(`${name} is packed by method ${method}`);
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(size, 1) });
  } catch (error) {
    return broken(`${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** Bytes that are in memory. */
export const bytesOf = (data: Buffer): Bytes => ({
  size: data.length,
  read: async (offset, length) => {
    if (!(offset >= 0 && offset + length <= data.length)) return broken('it is cut short');
    return data.subarray(offset, offset + length);
  },
});

/** Reads a file in windows of 8 MiB: its entries mostly lie one behind the other. */
export const inWindows = (file: Bytes): Bytes => {
  let start = 0;
  let window: Buffer = Buffer.alloc(0);
  return {
    size: file.size,
    read: async (offset, length) => {
      if (offset < start || offset + length > start + window.length) {
        window = await file.read(offset, Math.max(length, Math.min(WINDOW, file.size - offset)));
        start = offset;
      }
      return window.subarray(offset - start, offset - start + length);
    },
  };
};
