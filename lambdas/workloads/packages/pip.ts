import type { Package } from '../../core/workloads/package.ts';
import { MIB } from '../disks/bytes.ts';
import { type Manifest, textOf } from './manifest.ts';

const METADATA = /(?:\.dist-info\/METADATA|\.egg-info\/PKG-INFO|\/EGG-INFO\/PKG-INFO|\.egg-info)$/;

/** Core metadata (PEP 566): headers as in mail, up to the first empty line. */
const headersOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    (text.split(/\r?\n\r?\n/, 1)[0] ?? '').split(/\r?\n/).flatMap((line) => {
      const [, key, value] = /^([A-Za-z-]+):[ \t]*(.*?)\s*$/.exec(line) ?? [];
      return key && value ? [[key.toLowerCase(), value] as const] : [];
    }),
  );

export const pip: Manifest = {
  matches: ({ path }) => METADATA.test(path),
  most: 4 * MIB,
  packages: async (file) => {
    const headers = headersOf(await textOf(file));
    const [name, version] = [headers.get('name'), headers.get('version')];
    if (!name || !version) return [];
    return [{ ecosystem: 'PyPI', name, version, path: file.path, manager: 'pip' } satisfies Package];
  },
};
