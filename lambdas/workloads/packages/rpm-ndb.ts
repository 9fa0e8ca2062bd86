import { ImageError } from '../disks/image-error.ts';

const PAGE = 4096;
const SLOT = 16;
const UNIT = 16;

const isAt = (file: Buffer, at: number, magic: string): boolean =>
  file.toString('latin1', at, at + 4) === magic;

/** The headers in rpm's own database of openSUSE (rpm's lib/backend/ndb). Throws an ImageError where it is broken. */
export function* ndbHeaders(file: Buffer): Generator<Buffer> {
  if (!isAt(file, 0, 'RpmP') || file.length < 32) throw new ImageError('it is no ndb database');
  const end = Math.min(file.readUInt32LE(12) * PAGE, file.length);
  for (let at = 32; at + SLOT <= end; at += SLOT) {
    const [index, offset] = [file.readUInt32LE(at + 4), file.readUInt32LE(at + 8)];
    if (!isAt(file, at, 'Slot') || index === 0 || offset === 0) continue;
    const from = offset * UNIT;
    if (!isAt(file, from, 'BlbS')) throw new ImageError('the ndb database is broken');
    const length = file.readUInt32LE(from + 12);
    if (from + 16 + length > file.length) throw new ImageError('the ndb database is cut short');
    yield file.subarray(from + 16, from + 16 + length);
  }
}
