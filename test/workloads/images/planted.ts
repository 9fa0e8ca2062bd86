import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';

const FILE_BYTES = 4096;

const FILES = readFileSync(new URL('planted.txt', import.meta.url), 'utf8')
  .trim()
  .split('\n');

/**
 * The image of a machine whose files hold these texts, by their paths, which are lines of planted.txt; the others hold blanks.
 * No file system keeps a checksum of what is in a file.
 */
export const planted = (contents: Readonly<Record<string, string>>): Buffer => {
  const image = brotliDecompressSync(readFileSync(new URL('planted.ext4.br', import.meta.url)));
  for (const path of Object.keys(contents)) if (!FILES.includes(path)) throw new Error(`no room for ${path}`);
  for (const path of FILES) {
    const text = contents[path] ?? '';
    if (text.length > FILE_BYTES) throw new Error(`${path} has no room for ${text.length} bytes`);
    image.write(text.padEnd(FILE_BYTES, ' '), image.indexOf(`@@${path}@@`), 'latin1');
  }
  return image;
};

/** Writes such an image as the embedded AWS takes it. */
export const writePlanted = (file: string, contents: Readonly<Record<string, string>>): void =>
  writeFileSync(file, brotliCompressSync(planted(contents)));
