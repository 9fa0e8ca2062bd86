import type { Package } from '../../core/workloads/package.ts';
import { ImageError } from '../disks/image-error.ts';

const TAGS = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  arch: 1022,
  source: 1044,
  module: 5096,
};
const TYPES = { int32: 4, string: 6, strings: 8, translated: 9 };
const ENTRY = 16;
const MOST_ENTRIES = 65_536;

type Values = ReadonlyMap<number, string | number>;

const valueAt = (blob: Buffer, type: number, at: number): string | number | undefined => {
  if (type === TYPES.int32 && at + 4 <= blob.length) return blob.readUInt32BE(at);
  if (type !== TYPES.string && type !== TYPES.strings && type !== TYPES.translated) return undefined;
  const end = blob.indexOf(0, at);
  return end < 0 ? undefined : blob.toString('utf8', at, end);
};

const wanted = new Set(Object.values(TAGS));

/** A header: how many entries, how many bytes, the entries (tag, type, offset, count), the bytes. */
const valuesOf = (blob: Buffer): Values => {
  const count = blob.length >= 8 ? blob.readUInt32BE(0) : MOST_ENTRIES + 1;
  const data = 8 + count * ENTRY;
  if (count > MOST_ENTRIES || data > blob.length)
    throw new ImageError('a header in the rpm database is broken');
  const values = new Map<number, string | number>();
  for (let at = 8; at < data; at += ENTRY) {
    const tag = blob.readUInt32BE(at);
    const value = wanted.has(tag)
      ? valueAt(blob, blob.readUInt32BE(at + 4), data + blob.readUInt32BE(at + 8))
      : undefined;
    if (value !== undefined) values.set(tag, value);
  }
  return values;
};

/** `openssl-3.0.7-1.el9.src.rpm` is of openssl. */
const sourceName = (file: string): string | undefined =>
  /^(.+)-[^-]+-[^-]+\.(?:no)?src\.rpm$/.exec(file)?.[1];

/** `nodejs:20:9040020240419080525:rhel9` is stream 20 of nodejs. */
const moduleName = (label: string): string | undefined => /^[^:]+:[^:]+/.exec(label)?.[0];

/** A package by its header, its version as `%{EVR}` prints it. Throws an ImageError for a header that is torn. */
export const rpmPackage = (blob: Buffer, path: string, ecosystem: string): Package => {
  const values = valuesOf(blob);
  const text = (tag: keyof typeof TAGS): string => String(values.get(TAGS[tag]) ?? '');
  if (!text('name') || !text('version')) throw new ImageError('a header in the rpm database has no name');
  const epoch = text('epoch');
  const [source, module] = [sourceName(text('source')), moduleName(text('module'))];
  return {
    ecosystem,
    name: text('name'),
    version: `${epoch ? `${epoch}:` : ''}${text('version')}-${text('release')}`,
    ...(source && { source }),
    ...(text('arch') && { architecture: text('arch') }),
    ...(module && { module }),
    path,
    manager: 'rpm',
  };
};
