import type { Package } from '../../core/workloads/package.ts';
import { MIB } from '../disks/bytes.ts';
import { asObject, asText, type Candidate, type Manifest, textOf } from './manifest.ts';

const INSTALLED = /\/vendor\/composer\/installed\.json$/;
const LOCK = /\/composer\.lock$/;

const packagesIn = (path: string, list: unknown): Package[] =>
  (Array.isArray(list) ? list : []).flatMap((each: unknown) => {
    const { name, version } = asObject(each);
    if (!asText(name) || !asText(version)) return [];
    return [
      {
        ecosystem: 'Packagist',
        name: asText(name),
        version: asText(version),
        path,
        manager: 'composer',
      } satisfies Package,
    ];
  });

/** Composer 1 wrote the bare list. */
const listed = async (file: Candidate): Promise<readonly Package[]> => {
  const document: unknown = JSON.parse(await textOf(file));
  if (Array.isArray(document)) return packagesIn(file.path, document);
  const { packages, 'packages-dev': dev } = asObject(document);
  return [...packagesIn(file.path, packages), ...(LOCK.test(file.path) ? packagesIn(file.path, dev) : [])];
};

export const composerInstalled: Manifest = {
  matches: ({ path }) => INSTALLED.test(path),
  most: 32 * MIB,
  packages: listed,
};

export const composerLock: Manifest = {
  matches: ({ path }) => LOCK.test(path),
  most: 32 * MIB,
  packages: listed,
  lock: true,
};
