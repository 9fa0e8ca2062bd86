import { gunzipSync } from 'node:zlib';
import type { Enrichment } from '../../core/workloads/advisory.ts';
import { releaseOf } from '../../core/workloads/system.ts';
import { bytesOf } from '../zip.ts';
import { epssOf, kevOf } from './enrichment.ts';
import { type Objects, switchTo, writeEnrichment, writeRows } from './generation.ts';
import type { Placed } from './osv.ts';
import { osvZipRows } from './osv-zip.ts';
import { updateinfoRows } from './updateinfo.ts';

/** What publishers serve. Throws where one cannot be reached. */
export interface Publishers {
  /** An ecosystem's all.zip of OSV. */
  osv(family: string): Promise<Buffer>;
  /** Every updateinfo.xml.gz of a release of Amazon Linux: of its core, extras and live patches. */
  amazonLinux(release: string): Promise<readonly Buffer[]>;
  kev(): Promise<Buffer>;
  epss(): Promise<Buffer>;
}

export interface Sync {
  readonly objects: Objects;
  readonly publishers: Publishers;
  /** What inventories have shown, as OSV names it: `Debian:12`, `npm`. */
  readonly ecosystems: readonly string[];
  /** Names of packages in inventories, of registries with far more than anybody has; all where it is absent. */
  readonly wanted?: (release: string, name: string) => boolean;
  readonly generation: string;
  readonly now: Date;
}

async function* osvRowsOf(publishers: Publishers, family: string, keep: (placed: Placed) => boolean) {
  for await (const placed of osvZipRows(bytesOf(await publishers.osv(family))))
    if (keep(placed)) yield placed;
}

const amazonRows = async (publishers: Publishers, ecosystem: string): Promise<readonly Placed[]> => {
  const [, release = ''] = ecosystem.split(':');
  const files = await publishers.amazonLinux(release);
  return files.flatMap((file) => [...updateinfoRows(gunzipSync(file).toString('utf8'), ecosystem)]);
};

const enrichmentOf = async (publishers: Publishers): Promise<ReadonlyMap<string, Enrichment>> => {
  const kev = kevOf((await publishers.kev()).toString('utf8'));
  const epss = epssOf(gunzipSync(await publishers.epss()).toString('utf8'));
  const known = new Map<string, Enrichment>([...epss].map(([cve, score]) => [cve, { epss: score }]));
  for (const cve of kev) known.set(cve, { ...known.get(cve), kev: true });
  return known;
};

const familyOf = (ecosystem: string): string => ecosystem.split(':')[0] ?? '';

/**
 * Fetches what is new for the ecosystems that were seen, into a generation of its own, and switches to it when all of it
 * is there. Throws where a publisher cannot be reached or serves something broken: the generation before stays in force.
 */
export const sync = async ({
  objects,
  publishers,
  ecosystems,
  wanted = () => true,
  generation,
  now,
}: Sync): Promise<readonly string[]> => {
  const seen = new Set(ecosystems.flatMap((ecosystem) => releaseOf(ecosystem) ?? []));
  const keep = ({ release, row }: Placed): boolean => seen.has(release) && wanted(release, row.name);
  const amazon = ecosystems.filter((ecosystem) => familyOf(ecosystem) === 'Amazon Linux');
  const families = new Set(ecosystems.map(familyOf));
  families.delete('Amazon Linux');
  const releases: string[] = [];
  for (const family of families)
    releases.push(...(await writeRows(objects, generation, osvRowsOf(publishers, family, keep))));
  for (const ecosystem of amazon)
    releases.push(...(await writeRows(objects, generation, await amazonRows(publishers, ecosystem))));
  await writeEnrichment(objects, generation, await enrichmentOf(publishers));
  await switchTo(objects, { generation, fetchedAt: now.toISOString(), releases });
  return releases;
};
