import { type Bytes, MIB } from '../disks/bytes.ts';
import { ImageError } from '../disks/image-error.ts';

export interface BuildInfo {
  /** `go1.22.1`. */
  readonly version: string;
  /** Lines of fields with tabs between them (runtime/debug.BuildInfo). */
  readonly modules: string;
}

const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
const INLINE = 2;
const LONGEST = 16 * MIB;

interface Section {
  readonly address: number;
  readonly offset: number;
  readonly size: number;
}

/** A 64-bit little-endian ELF file's programs and sections (https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html). */
const tables = async (
  file: Bytes,
): Promise<{ segments: Section[]; info: Section | undefined } | undefined> => {
  const head = Buffer.from(await file.read(0, 64));
  const isElf64 = head.toString('latin1', 0, 4) === '\x7fELF' && head[4] === 2 && head[5] === 1;
  if (!isElf64) return undefined;
  const rows = async (at: number, size: number, count: number): Promise<Buffer[]> => {
    const data = Buffer.from(await file.read(at, size * count));
    return Array.from({ length: count }, (_, i) => data.subarray(i * size, (i + 1) * size));
  };
  const [programs, sections] = [32, 40].map((at) => Number(head.readBigUInt64LE(at))) as [number, number];
  const segments = (await rows(programs, head.readUInt16LE(54), head.readUInt16LE(56))).map((row) => ({
    offset: Number(row.readBigUInt64LE(8)),
    address: Number(row.readBigUInt64LE(16)),
    size: Number(row.readBigUInt64LE(32)),
  }));
  const headers = await rows(sections, head.readUInt16LE(58), head.readUInt16LE(60));
  return { segments, info: await infoSection(file, headers, head.readUInt16LE(62)) };
};

const sectionOf = (row: Buffer): Section => ({
  address: Number(row.readBigUInt64LE(16)),
  offset: Number(row.readBigUInt64LE(24)),
  size: Number(row.readBigUInt64LE(32)),
});

const infoSection = async (
  file: Bytes,
  headers: readonly Buffer[],
  names: number,
): Promise<Section | undefined> => {
  const table = headers[names] && sectionOf(headers[names]);
  if (!table || table.size > MIB) return undefined;
  const text = Buffer.from(await file.read(table.offset, table.size)).toString('latin1');
  const row = headers.find((each) => text.startsWith('.go.buildinfo\0', each.readUInt32LE(0)));
  return row && sectionOf(row);
};

const fileOffset = (segments: readonly Section[], address: number): number => {
  const segment = segments.find((each) => address >= each.address && address < each.address + each.size);
  if (!segment) throw new ImageError('the program points outside of itself');
  return segment.offset + address - segment.address;
};

/** Since Go 1.18: a length in seven bits a byte, and the bytes. */
const inlineText = (data: Buffer, at: number): { readonly text: string; readonly next: number } => {
  let [length, place, next] = [0, 1, at];
  for (; next < data.length && next < at + 5; next += 1) {
    const byte = data[next] ?? 0;
    length += (byte & 0x7f) * place;
    place *= 128;
    if (byte < 0x80) break;
  }
  return { text: data.toString('utf8', next + 1, next + 1 + length), next: next + 1 + length };
};

/** Before Go 1.18: the address of a string, which is an address and a length. */
const pointedText = async (file: Bytes, segments: readonly Section[], address: number): Promise<string> => {
  const header = await file.read(fileOffset(segments, address), 16);
  const [data, length] = [header.readBigUInt64LE(0), header.readBigUInt64LE(8)].map(Number) as [
    number,
    number,
  ];
  if (length > LONGEST) return '';
  return (await file.read(fileOffset(segments, data), length)).toString('utf8');
};

/** The frame around the modules is not text. */
const framed = (text: string): string => {
  const start = text.indexOf('path\t');
  return start < 0 ? '' : text.slice(start);
};

/** What a program built by Go says of itself; `undefined` for any other file. Throws an ImageError for a torn one. */
export const buildInfoOf = async (file: Bytes): Promise<BuildInfo | undefined> => {
  const found = await tables(file);
  const section = found?.info;
  if (!found || !section || section.size < 32) return undefined;
  const data = Buffer.from(await file.read(section.offset, Math.min(section.size, LONGEST)));
  if (!MAGIC.equals(data.subarray(0, MAGIC.length))) return undefined;
  if ((data[15] ?? 0) & INLINE) {
    const version = inlineText(data, 32);
    return { version: version.text, modules: framed(inlineText(data, version.next).text) };
  }
  const [version, modules] = [16, 24].map((at) => Number(data.readBigUInt64LE(at))) as [number, number];
  return {
    version: await pointedText(file, found.segments, version),
    modules: modules === 0 ? '' : framed(await pointedText(file, found.segments, modules)),
  };
};
