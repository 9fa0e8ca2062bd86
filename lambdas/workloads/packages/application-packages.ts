import type { Package } from '../../core/workloads/package.ts';
import { MIB } from '../disks/bytes.ts';
import { ImageError } from '../disks/image-error.ts';
import type { File, Tree } from '../disks/tree.ts';
import { composerInstalled, composerLock } from './composer.ts';
import { gemInstalled, gemLock } from './gem.ts';
import { goBinary } from './go-binary.ts';
import { jar } from './jar.ts';
import type { Candidate, Manifest } from './manifest.ts';
import { npmInstalled, npmLock } from './npm.ts';
import { pip } from './pip.ts';

const MANIFESTS: readonly Manifest[] = [
  npmInstalled,
  npmLock,
  pip,
  gemInstalled,
  gemLock,
  composerInstalled,
  composerLock,
  jar,
  goBinary,
];

/** Where people put what no package of the system brought. */
export const USUAL = [
  '/app',
  '/home',
  '/opt',
  '/root',
  '/srv',
  '/usr/app',
  '/usr/lib/node_modules',
  '/usr/local',
  '/usr/src/app',
  '/var/app',
  '/var/lib/gems',
  '/var/lib/tomcat',
  '/var/www',
] as const;

/** What the kernel makes up, what is thrown away, and what belongs to packages of the system by its own rules. */
export const NEVER = new Set([
  '/boot',
  '/dev',
  '/proc',
  '/run',
  '/sys',
  '/tmp',
  '/usr/lib/firmware',
  '/usr/lib/modules',
  '/usr/lib/python3/dist-packages',
  '/usr/share',
  '/var/cache',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/log',
  '/var/tmp',
]);

export interface Scope {
  readonly scope: 'usual' | 'all';
  /** Beside the usual places. */
  readonly paths: readonly string[];
}

export interface ApplicationPackages {
  readonly packages: readonly Package[];
  readonly problems: readonly string[];
}

const MOST_PACKAGES = 200_000;
const MOST_PROBLEMS = 10_000;
const AT_ONCE = 8;

const candidate = async (file: File): Promise<Candidate> => {
  const node = await file.open();
  const read = async (offset: number, length: number): Promise<Buffer> => {
    const data = await node.read(offset, length);
    if (data.length < length) throw new ImageError('the file is cut short');
    return data;
  };
  return { path: file.path, executable: node.executable, size: node.size, read };
};

interface Found {
  readonly manifest: Manifest;
  readonly packages: readonly Package[];
}

const listed = async (file: File, manifest: Manifest): Promise<Found> => {
  const opened = await candidate(file);
  if (opened.size > manifest.most) throw new ImageError(`it has ${Math.ceil(opened.size / MIB)} MiB`);
  return { manifest, packages: await manifest.packages(opened) };
};

const key = ({ ecosystem, name, version }: Package): string => `${ecosystem}/${name}@${version}`;

const LONGEST = 256;

/** No registry has longer names or versions: what is longer was written to be a burden. */
const isSensible = ({ name, version }: Package): boolean =>
  name.length <= LONGEST && version.length <= LONGEST;

/** What a lock file names and a manifest of the thing itself names as well is told once. */
const withoutDoubles = (all: readonly Found[]): Package[] => {
  const installed = all.filter(({ manifest }) => !manifest.lock).flatMap(({ packages }) => packages);
  const known = new Set(installed.map(key));
  const locked = all.filter(({ manifest }) => manifest.lock).flatMap(({ packages }) => packages);
  const once = [...installed, ...locked.filter((each) => !known.has(key(each)))].filter(isSensible);
  return [...new Map(once.map((each) => [`${key(each)} ${each.path}`, each])).values()];
};

/** What programs bring along, in the usual places or all. A file that cannot be read is a problem, and no reason to end. */
export const applicationPackages = async (
  tree: Tree,
  { scope, paths }: Scope,
): Promise<ApplicationPackages> => {
  const problems: string[] = [];
  const found: Found[] = [];
  const onProblem = (path: string, error: unknown): void => {
    if (problems.length < MOST_PROBLEMS)
      problems.push(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  };
  const look = async (file: File, manifest: Manifest): Promise<void> => {
    try {
      found.push(await listed(file, manifest));
    } catch (error) {
      onProblem(file.path, error);
    }
  };
  let count = 0;
  let batch: Promise<void>[] = [];
  const folders = scope === 'all' ? ['/'] : [...USUAL, ...paths];
  for await (const file of tree.walk(folders, { skip: (path) => NEVER.has(path), onProblem })) {
    const manifest = MANIFESTS.find(({ matches }) => matches(file));
    if (!manifest) continue;
    batch.push(look(file, manifest));
    if (batch.length < AT_ONCE) continue;
    await Promise.all(batch);
    batch = [];
    count = found.reduce((sum, { packages }) => sum + packages.length, 0);
    if (count > MOST_PACKAGES) break;
  }
  await Promise.all(batch);
  if (count > MOST_PACKAGES) problems.push(`there are more than ${MOST_PACKAGES} packages`);
  return { packages: withoutDoubles(found), problems };
};
