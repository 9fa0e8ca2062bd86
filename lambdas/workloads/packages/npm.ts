import type { Package } from '../../core/workloads/package.ts';
import { MIB } from '../disks/bytes.ts';
import { asObject, asText, type Candidate, type Manifest, objectOf, textOf } from './manifest.ts';

const INSTALLED = /\/node_modules\/(?:@[^/]+\/)?[^/@][^/]*\/package\.json$/;
const LOCK = /\/(?:package-lock|npm-shrinkwrap)\.json$/;
const NESTED = /\/node_modules\/.*\/(?:package-lock|npm-shrinkwrap)\.json$/;

const found = (path: string, name: string, version: string): Package[] =>
  name && /^\d/.test(version) ? [{ ecosystem: 'npm', name, version, path, manager: 'npm' }] : [];

export const npmInstalled: Manifest = {
  matches: ({ path }) => INSTALLED.test(path),
  most: MIB,
  packages: async (file) => {
    const { name, version } = objectOf(await textOf(file));
    return found(file.path, asText(name), asText(version));
  },
};

/** Lock files of version 2 and 3: by the folder that a package is for. */
const byFolder = (path: string, packages: unknown): Package[] =>
  Object.entries(asObject(packages)).flatMap(([folder, value]) => {
    const { name, version, link } = asObject(value);
    const [, last = ''] = /.*(?:^|\/)node_modules\/(.+)$/.exec(folder) ?? [];
    return last && !link ? found(path, asText(name) || last, asText(version)) : [];
  });

/** Lock files of version 1: each package with what it brought along. */
const byName = (path: string, dependencies: unknown, depth = 0): Package[] =>
  Object.entries(asObject(dependencies)).flatMap(([name, value]) => {
    const { version, dependencies: below } = asObject(value);
    return [...found(path, name, asText(version)), ...(depth < 50 ? byName(path, below, depth + 1) : [])];
  });

const locked = async (file: Candidate): Promise<readonly Package[]> => {
  const { packages, dependencies } = objectOf(await textOf(file));
  return packages ? byFolder(file.path, packages) : byName(file.path, dependencies);
};

export const npmLock: Manifest = {
  matches: ({ path }) => LOCK.test(path) && !NESTED.test(path),
  most: 32 * MIB,
  packages: locked,
  lock: true,
};
