import type { Bytes } from '../disks/bytes.ts';
import { ImageError } from '../disks/image-error.ts';
import { inWindows, unpack, zipEntries } from '../zip.ts';
import { osvRows, type Placed } from './osv.ts';

/** The rows of all records of an ecosystem's archive, one record after the other. Throws an ImageError where it is broken. */
export async function* osvZipRows(file: Bytes): AsyncGenerator<Placed> {
  const entries = (await zipEntries(file)).filter(({ name }) => name.endsWith('.json'));
  const windows = inWindows(file);
  for (const entry of entries.toSorted((one, other) => one.offset - other.offset)) {
    const text = (await unpack(windows, entry)).toString('utf8');
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      throw new ImageError(`${entry.name} in it is no JSON`);
    }
    yield* osvRows(document);
  }
}
