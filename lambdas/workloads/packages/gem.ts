import type { Package } from '../../core/workloads/package.ts';
import { MIB } from '../disks/bytes.ts';
import { type Manifest, textOf } from './manifest.ts';

const SPECIFICATION = /\/specifications\/(?:default\/)?[^/]+\.gemspec$/;
const LOCK = /\/(?:Gemfile|gems)\.lock(?:ed)?$/;
const STUB = /^# stub: (\S+) (\S+) /m;
const NAME = /^\s*s\.name\s*=\s*["']([^"']+)["']/m;
const VERSION = /^\s*s\.version\s*=\s*(?:Gem::Version\.new\s*\(?\s*)?["']([^"']+)["']/m;
const LOCKED = /^ {4}([^\s(]+) \((\d[^)]*?)\)$/gm;

const gem = (path: string, name: string, version: string): Package => ({
  ecosystem: 'RubyGems',
  name,
  version,
  path,
  manager: 'gem',
});

export const gemInstalled: Manifest = {
  matches: ({ path }) => SPECIFICATION.test(path),
  most: MIB,
  packages: async (file) => {
    const text = await textOf(file);
    const [, stubName, stubVersion] = STUB.exec(text) ?? [];
    const name = stubName ?? NAME.exec(text)?.[1];
    const version = stubVersion ?? VERSION.exec(text)?.[1];
    return name && version ? [gem(file.path, name, version)] : [];
  },
};

/** The part of a lock file that lists gems of a registry. */
const registered = (text: string): string =>
  text
    .split(/\n(?=\S)/)
    .filter((part) => part.startsWith('GEM'))
    .join('\n');

/** `1.15.0-x86_64-linux` is 1.15.0 for a platform. */
const withoutPlatform = (version: string): string => version.replace(/-.*$/, '');

export const gemLock: Manifest = {
  matches: ({ path }) => LOCK.test(path),
  most: 8 * MIB,
  packages: async (file) =>
    [...registered(await textOf(file)).matchAll(LOCKED)].map(([, name = '', version = '']) =>
      gem(file.path, name, withoutPlatform(version)),
    ),
  lock: true,
};
