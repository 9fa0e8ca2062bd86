import type { Package } from '../../core/workloads/package.ts';
import { MIB } from '../disks/bytes.ts';
import { ImageError } from '../disks/image-error.ts';
import type { Tree } from '../disks/tree.ts';
import { MOST_BYTES } from '../disks/volume.ts';
import { apkPackages } from './apk.ts';
import { dpkgPackages } from './dpkg.ts';
import { bdbHeaders } from './rpm-bdb.ts';
import { rpmPackage } from './rpm-header.ts';
import { ndbHeaders } from './rpm-ndb.ts';
import { sqliteHeaders } from './rpm-sqlite.ts';

const TEXT = 64 * MIB;
const MOST_PACKAGES = 200_000;

/** Packages of a system's own manager, and what of its database could not be read. */
export interface SystemPackages {
  readonly databases: number;
  readonly packages: readonly Package[];
  readonly problems: readonly string[];
}

type Parse = (text: string, path: string, ecosystem: string) => Package[];

const textual = async (
  tree: Tree,
  path: string,
  ecosystem: string,
  parse: Parse,
): Promise<Package[] | undefined> =>
  (await tree.read(path, TEXT).then((data) => data && parse(data.toString('utf8'), path, ecosystem))) ??
  undefined;

/** Images without a shell keep a stanza a package in a folder (distroless). */
const dpkgFolder = async (tree: Tree, ecosystem: string): Promise<Package[] | undefined> => {
  const folder = '/var/lib/dpkg/status.d';
  const names = (await tree.list(folder)).filter((name) => !name.endsWith('.md5sums'));
  const each = names.map((name) => textual(tree, `${folder}/${name}`, ecosystem, dpkgPackages));
  return names.length > 0 ? (await Promise.all(each)).flatMap((packages) => packages ?? []) : undefined;
};

const RPM_FOLDERS = ['/var/lib/rpm', '/usr/lib/sysimage/rpm', '/usr/share/rpm'] as const;
const RPM_DATABASES: readonly (readonly [string, (file: Buffer, wal?: Buffer) => Iterable<Buffer>])[] = [
  ['rpmdb.sqlite', sqliteHeaders],
  ['Packages.db', ndbHeaders],
  ['Packages', bdbHeaders],
];

/** Stops where values of a broken database overlap without end. */
const rpmPackages = (headers: Iterable<Buffer>, path: string, ecosystem: string, most: number): Package[] => {
  const packages: Package[] = [];
  let bytes = 0;
  for (const header of headers) {
    bytes += header.length;
    if (packages.length >= MOST_PACKAGES || bytes > most) throw new ImageError('the rpm database has no end');
    packages.push(rpmPackage(header, path, ecosystem));
  }
  return packages;
};

/** The newest of rpm's formats: what it was converted from may have been left behind. */
const rpm = async (tree: Tree, ecosystem: string): Promise<Package[] | undefined> => {
  for (const [name, headers] of RPM_DATABASES)
    for (const folder of RPM_FOLDERS) {
      const path = `${folder}/${name}`;
      const data = await tree.read(path, MOST_BYTES);
      if (!data?.length) continue;
      const wal = name === 'rpmdb.sqlite' ? await tree.read(`${path}-wal`, MOST_BYTES) : undefined;
      return rpmPackages(headers(data, wal), path, ecosystem, 4 * (data.length + (wal?.length ?? 0)));
    }
  return undefined;
};

const APK = ['/lib/apk/db/installed', '/usr/lib/apk/db/installed'] as const;

const apk = async (tree: Tree, ecosystem: string): Promise<Package[] | undefined> => {
  for (const path of APK) {
    const found = await textual(tree, path, ecosystem, apkPackages);
    if (found) return found;
  }
  return undefined;
};

const MANAGERS: readonly (readonly [
  string,
  (tree: Tree, ecosystem: string) => Promise<Package[] | undefined>,
])[] = [
  ['dpkg', (tree, ecosystem) => textual(tree, '/var/lib/dpkg/status', ecosystem, dpkgPackages)],
  ['dpkg', dpkgFolder],
  ['apk', apk],
  ['rpm', rpm],
];

/** What the system's own package manager says is installed. */
export const systemPackages = async (tree: Tree, ecosystem: string): Promise<SystemPackages> => {
  const problems: string[] = [];
  const found: Package[][] = [];
  for (const [name, read] of MANAGERS) {
    try {
      const packages = await read(tree, ecosystem);
      if (packages) found.push(packages);
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { databases: found.length, packages: found.flat(), problems };
};
