import { ImageError } from '../disks/image-error.ts';

const HASH_MAGIC = 0x061561;
const PAGES = { hash: 13, unsortedHash: 2, overflow: 7 };
const ITEMS = { inPage: 1, offPage: 3 };
const HEADER = 26;
/** The one value that is no header is a counter of four bytes. */
const SHORTEST = 16;

type PageOf = (number: number) => Buffer;

/** A value that is too large for its page, from a chain of pages. */
const offPage = (page: PageOf, first: number, length: number, pages: number): Buffer => {
  const parts: Buffer[] = [];
  let next = first;
  for (let left = pages; next > 0 && left > 0; left -= 1) {
    const over = page(next);
    if (over[25] !== PAGES.overflow) throw new ImageError('the Berkeley database is broken');
    parts.push(over.subarray(HEADER, HEADER + over.readUInt16LE(22)));
    next = over.readUInt32LE(16);
  }
  const value = Buffer.concat(parts);
  if (value.length < length) throw new ImageError('the Berkeley database is cut short');
  return value.subarray(0, length);
};

/** Keys and values take turns; the items lie from the end of the page towards its start. */
function* valuesOf(data: Buffer, page: PageOf, pages: number): Generator<Buffer> {
  for (let i = 1; i < data.readUInt16LE(20); i += 2) {
    if (HEADER + i * 2 + 2 > data.length) throw new ImageError('the Berkeley database is broken');
    const at = data.readUInt16LE(HEADER + i * 2);
    if (data[at] === ITEMS.offPage && at + 12 <= data.length)
      yield offPage(page, data.readUInt32LE(at + 4), data.readUInt32LE(at + 8), pages);
    if (data[at] === ITEMS.inPage) yield data.subarray(at + 1, data.readUInt16LE(HEADER + i * 2 - 2));
  }
}

const pagesOf = (file: Buffer): { readonly page: PageOf; readonly pages: number } => {
  if (file.length < 512 || file.readUInt32LE(12) !== HASH_MAGIC)
    throw new ImageError('it is no little-endian hash of Berkeley DB');
  const size = file.readUInt32LE(20);
  const pages = Math.floor(file.length / size);
  if (size < 512 || size > 65536) throw new ImageError('the Berkeley database is broken');
  const page: PageOf = (number) => {
    if (number >= pages) throw new ImageError('the Berkeley database is cut short');
    return file.subarray(number * size, (number + 1) * size);
  };
  return { page, pages };
};

/** The headers in rpm's Berkeley database, a hash, little-endian. Throws an ImageError where it is broken. */
export function* bdbHeaders(file: Buffer): Generator<Buffer> {
  const { page, pages } = pagesOf(file);
  const last = file.readUInt32LE(32);
  for (let number = 1; number <= last; number += 1) {
    const data = page(number);
    if (data[25] !== PAGES.hash && data[25] !== PAGES.unsortedHash) continue;
    for (const value of valuesOf(data, page, pages)) if (value.length > SHORTEST) yield value;
  }
}
