import { releaseOf } from '../core/workloads/system.ts';
import type { Objects } from '../workloads/data/generation.ts';

/** What the inventories of instances show. */
export interface Seen {
  /** As OSV names them: `Debian:12`, `npm`. */
  readonly ecosystems: readonly string[];
  readonly wanted: (release: string, name: string) => boolean;
}

/** Registries that have far more than anybody has installed; of all others everything is kept. */
const LARGE = new Set(['npm', 'Maven', 'Go', 'PyPI', 'Packagist', 'RubyGems']);

const parsed = (data: Buffer): Readonly<Record<string, readonly string[]>> =>
  JSON.parse(data.toString('utf8')) as Record<string, string[]>;

const packagesIn = (data: Buffer | undefined) =>
  Object.entries(data ? parsed(data) : {}).flatMap(([ecosystem, names]) => {
    const release = releaseOf(ecosystem);
    return release === undefined ? [] : [{ ecosystem, release, names }];
  });

/** Reads what every instance holds, one after the other: memory is for the advisories. */
export const seenIn = async (objects: Objects, keys: readonly string[]): Promise<Seen> => {
  const ecosystems = new Set<string>();
  const wanted = new Set<string>();
  for (const key of keys)
    for (const { ecosystem, release, names } of packagesIn(await objects.get(key))) {
      ecosystems.add(ecosystem);
      if (LARGE.has(release)) for (const name of names) wanted.add(`${release}/${name}`);
    }
  return {
    ecosystems: [...ecosystems].sort(),
    wanted: (release, name) => !LARGE.has(release) || wanted.has(`${release}/${name}`),
  };
};
