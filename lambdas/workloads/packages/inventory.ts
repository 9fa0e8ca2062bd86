import type { Package } from '../../core/workloads/package.ts';
import { type System, systemOf } from '../../core/workloads/system.ts';
import { ImageError } from '../disks/image-error.ts';
import { mountsOf } from '../disks/mounts.ts';
import { openTree, type Tree } from '../disks/tree.ts';
import type { Volume } from '../disks/volume.ts';
import { type Inside, type LookInside, NOTHING_INSIDE } from '../inside.ts';
import { applicationPackages, type Scope } from './application-packages.ts';
import { systemPackages } from './system-packages.ts';

/** What is installed on a disk. */
export interface Inventory {
  readonly system: System;
  readonly packages: readonly Package[];
  readonly inside: Inside;
  /** What could not be read: the inventory is not whole. */
  readonly problems: readonly string[];
}

const RELEASES = ['/etc/os-release', '/usr/lib/os-release'] as const;

const releaseIn = async (tree: Tree): Promise<string | undefined> => {
  for (const path of RELEASES) {
    const data = await tree.read(path);
    if (data?.length) return data.toString('utf8');
  }
  return undefined;
};

interface Root {
  readonly volume: Volume;
  readonly release: string;
}

/** The volume that a system lives on. Throws what kept the only ones from being read. */
const rootOf = async (volumes: readonly Volume[]): Promise<Root | undefined> => {
  let failure: unknown;
  for (const volume of volumes) {
    try {
      const release = await releaseIn(openTree(volume));
      if (release !== undefined) return { volume, release };
    } catch (error) {
      failure = error;
    }
  }
  if (failure) throw failure;
  return undefined;
};

const CUT = 'the disk ends before its file system does';

/** Takes stock of volumes; `undefined` where no system lives on them. Throws an ImageError where that cannot be known. */
export const inventoryOf = async (
  volumes: readonly Volume[],
  scope: Scope,
  lookInside: LookInside = async () => NOTHING_INSIDE,
): Promise<Inventory | undefined> => {
  const root = await rootOf(volumes);
  if (!root) return undefined;
  const others = volumes.filter((each) => each !== root.volume);
  const tree = openTree(root.volume, await mountsOf(openTree(root.volume), others));
  const system = systemOf(root.release);
  const own = await systemPackages(tree, system.ecosystem);
  const brought = await applicationPackages(tree, scope);
  const inside = await lookInside(tree);
  const cut = volumes.some((volume) => volume.cut) ? [CUT] : [];
  const none =
    own.databases === 0 && own.problems.length === 0 ? ['no package database of the system was found'] : [];
  return {
    system,
    packages: [...own.packages, ...brought.packages],
    inside,
    problems: [...new Set([...cut, ...none, ...own.problems, ...brought.problems, ...inside.problems])],
  };
};

/** Whether an error is the disk's: torn, cut short or made to mislead. */
export const isOfDisk = (error: unknown): error is Error =>
  error instanceof ImageError || error instanceof RangeError;
