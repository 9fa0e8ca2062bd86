import type { Package } from '../core/workloads/package.ts';
import { releaseOf, type System } from '../core/workloads/system.ts';
import type { Advisories } from './assess.ts';
import type { Disk } from './disks/bytes.ts';
import type { Volume } from './disks/volume.ts';
import { volumesOf } from './disks/volumes.ts';
import { type Inside, type LookInside, NOTHING_INSIDE } from './inside.ts';
import type { Scope } from './packages/application-packages.ts';
import { type Inventory, inventoryOf, isOfDisk } from './packages/inventory.ts';

/** What became of looking at a disk. */
export type Status = 'Scanned' | 'Partial' | 'Unsupported' | 'Failed';

export interface Scan {
  readonly status: Status;
  /** Why it is not Scanned. */
  readonly reason?: string;
  readonly system?: System;
  readonly packages: readonly Package[];
  readonly inside: Inside;
}

const MOST_NAMED = 5;

const listed = (problems: readonly string[]): string => {
  const more = problems.length - MOST_NAMED;
  return `${problems.slice(0, MOST_NAMED).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
};

const notScanned = (status: Status, reason: string): Scan => ({
  status,
  reason,
  packages: [],
  inside: NOTHING_INSIDE,
});

const without = (unsupported: readonly string[], broken: readonly string[]): Scan => {
  if (broken.length > 0) return notScanned('Failed', listed(broken));
  if (unsupported.length > 0) return notScanned('Unsupported', unsupported.join(', '));
  return notScanned('Unsupported', 'no Linux lives on it: there is no os-release file');
};

const scanOf = ({ system, packages, inside, problems }: Inventory): Scan => {
  const known = { system, packages, inside };
  if (!system.advised)
    return {
      status: 'Unsupported',
      reason: `nobody publishes advisories that are read here for ${system.name}`,
      ...known,
    };
  if (problems.length > 0) return { status: 'Partial', reason: listed(problems), ...known };
  return { status: 'Scanned', ...known };
};

const volumesOfAll = async (disks: readonly Disk[]) => {
  const all = await Promise.all(disks.map(volumesOf));
  return {
    volumes: all.flatMap(({ volumes }): readonly Volume[] => volumes),
    unsupported: all.flatMap(({ unsupported }) => unsupported),
    broken: all.flatMap(({ broken }) => broken),
  };
};

/** Takes stock of the disks of one machine, the first of which it starts from. Throws a NoDiskError where one is none. */
export const scan = async (disks: readonly Disk[], scope: Scope, lookInside?: LookInside): Promise<Scan> => {
  const { volumes, unsupported, broken } = await volumesOfAll(disks);
  try {
    const inventory = await inventoryOf(volumes, scope, lookInside);
    return inventory ? scanOf(inventory) : without(unsupported, broken);
  } catch (error) {
    if (isOfDisk(error)) return notScanned('Failed', error.message);
    throw error;
  }
};

/** A system whose advisories are not at hand was not judged: that is never clean. */
export const judgedBy = (found: Scan, advisories: Advisories): Scan => {
  const { system, status } = found;
  const release = system?.advised ? releaseOf(system.ecosystem) : undefined;
  if (!system || !release || status === 'Unsupported' || advisories.covers(release)) return found;
  return { ...found, status: 'Unsupported', reason: `there are no advisories for ${system.ecosystem}` };
};
