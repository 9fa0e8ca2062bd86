import type { Package } from '../../core/workloads/package.ts';
import { MIB } from '../disks/bytes.ts';
import { buildInfoOf } from './go-build-info.ts';
import type { Manifest } from './manifest.ts';

/** No program of Go's is smaller; bytes. */
const SMALLEST = 512 * 1024;

/** Folders of other languages: what is executable in them is a script or a library. */
const ELSEWHERE = /\/(?:node_modules|site-packages|dist-packages|\.git)\//;
const LIBRARY = /\.(?:so(?:\.[\d.]+)?|a|o|jar|py|js|sh|rb|pl)$/;

const golang = (path: string, name: string, version: string): Package => ({
  ecosystem: 'Go',
  name,
  version,
  path,
  manager: 'go',
});

/** `mod` and `dep` name a module and its version; `=>` what was taken in the place of the one before. */
const modulesOf = (info: string): { readonly name: string; readonly version: string }[] => {
  const found: { name: string; version: string }[] = [];
  for (const line of info.split('\n')) {
    const [kind, name = '', version = ''] = line.split('\t');
    if (kind === '=>') found.pop();
    if (kind === 'mod' || kind === 'dep' || kind === '=>') found.push({ name, version });
  }
  return found.filter(({ name, version }) => name !== '' && /^v\d/.test(version));
};

/** Programs built by Go, as `go version -m` reads them: the standard library, and every module in them. */
export const goBinary: Manifest = {
  matches: ({ path }) => !ELSEWHERE.test(path) && !LIBRARY.test(path),
  most: 1024 * MIB,
  packages: async (file) => {
    if (!file.executable || file.size < SMALLEST) return [];
    const info = await buildInfoOf(file);
    if (!info) return [];
    const [, version] = /^go(\d[\w.]*)/.exec(info.version) ?? [];
    return [
      ...(version ? [golang(file.path, 'stdlib', version)] : []),
      ...modulesOf(info.modules).map((each) => golang(file.path, each.name, each.version)),
    ];
  },
};
