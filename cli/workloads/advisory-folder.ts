import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AdvisoryRow } from '../../lambdas/core/workloads/advisory.ts';
import { judgedAs } from '../../lambdas/core/workloads/match.ts';
import type { Package } from '../../lambdas/core/workloads/package.ts';
import { releaseOf } from '../../lambdas/core/workloads/system.ts';
import type { Advisories } from '../../lambdas/workloads/assess.ts';
import { enriched, epssOf, kevOf } from '../../lambdas/workloads/data/enrichment.ts';
import type { Placed } from '../../lambdas/workloads/data/osv.ts';
import { osvZipRows } from '../../lambdas/workloads/data/osv-zip.ts';
import { updateinfoRows } from '../../lambdas/workloads/data/updateinfo.ts';
import type { Bytes } from '../../lambdas/workloads/disks/bytes.ts';
import { UsageError } from '../exit.ts';

const KEV = 'known_exploited_vulnerabilities.json';
const EPSS = 'epss_scores.csv.gz';
const LAYOUT = `It should hold <Ecosystem>/all.zip, amazon-linux-2023/updateinfo.xml.gz, ${KEV} or ${EPSS}`;

const broken = (path: string, error: unknown): never => {
  const why = error instanceof Error ? error.message : String(error);
  throw new UsageError(`${path} cannot be read: ${why}. Fetch it again from its publisher`);
};

const attempt = <T>(path: string, work: () => T): T => {
  try {
    return work();
  } catch (error) {
    return broken(path, error);
  }
};

const fileBytes = (file: FileHandle, size: number): Bytes => ({
  size,
  read: async (offset, length) => {
    const data = Buffer.alloc(length);
    const { bytesRead } = await file.read(data, 0, length, offset);
    if (bytesRead < length) throw new Error('it is cut short');
    return data;
  },
});

async function* zipRows(path: string): AsyncGenerator<Placed> {
  const file = await open(path);
  try {
    yield* osvZipRows(fileBytes(file, (await file.stat()).size));
  } catch (error) {
    broken(path, error);
  } finally {
    await file.close();
  }
}

/** The archive of an ecosystem, or the updates of an Amazon Linux; `undefined` where the folder has none. */
const rowsFrom = (
  folder: string,
  ecosystem: string,
): AsyncIterable<Placed> | Iterable<Placed> | undefined => {
  const [family = '', release = ''] = ecosystem.split(':');
  if (family !== 'Amazon Linux') {
    const path = join(folder, family, 'all.zip');
    return existsSync(path) ? zipRows(path) : undefined;
  }
  const path = join(folder, `amazon-linux-${release}`, 'updateinfo.xml.gz');
  if (!existsSync(path)) return undefined;
  const xml = attempt(path, () => gunzipSync(readFileSync(path)).toString('utf8'));
  return attempt(path, () => [...updateinfoRows(xml, ecosystem)]);
};

const textAt = <T>(path: string, parse: (text: string) => T): T | undefined =>
  existsSync(path)
    ? attempt(path, () => {
        const data = readFileSync(path);
        return parse((path.endsWith('.gz') ? gunzipSync(data) : data).toString('utf8'));
      })
    : undefined;

const KNOWN_FILES = ['all.zip', 'updateinfo.xml.gz'] as const;

const isKnown = (folder: string, name: string): boolean =>
  name === KEV || name === EPSS || KNOWN_FILES.some((file) => existsSync(join(folder, name, file)));

const checkFolder = (folder: string): void => {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`There is no folder ${folder}. ${LAYOUT}`);
  if (!readdirSync(folder).some((name) => isKnown(folder, name)))
    throw new UsageError(`There are no advisories in ${folder}. ${LAYOUT}`);
};

interface Collected {
  readonly rows: ReadonlyMap<string, readonly AdvisoryRow[]>;
  readonly releases: ReadonlySet<string>;
}

/** The rows of those packages only: an ecosystem has more than fit. */
const collect = async (
  sources: readonly (AsyncIterable<Placed> | Iterable<Placed>)[],
  packages: readonly Package[],
): Promise<Collected> => {
  const wanted = new Set(packages.map((each) => `${releaseOf(each.ecosystem)}/${judgedAs(each).name}`));
  const rows = new Map<string, AdvisoryRow[]>();
  const releases = new Set<string>();
  for (const source of sources)
    for await (const { release, row } of source) {
      const key = `${release}/${row.name}`;
      releases.add(release);
      if (wanted.has(key)) rows.set(key, [...(rows.get(key) ?? []), row]);
    }
  return { rows, releases };
};

/** The advisories of a folder that may hold for some packages, and which of their ecosystems it has nothing for. */
export const advisoriesIn = async (
  folder: string,
  packages: readonly Package[],
): Promise<Advisories & { readonly missing: readonly string[] }> => {
  checkFolder(folder);
  const kev = textAt(join(folder, KEV), kevOf) ?? new Set<string>();
  const epss = textAt(join(folder, EPSS), epssOf) ?? new Map<string, number>();
  const ecosystems = [...new Set(packages.map(({ ecosystem }) => ecosystem))];
  const sources = ecosystems.map((ecosystem) => ({ ecosystem, rows: rowsFrom(folder, ecosystem) }));
  const { rows, releases } = await collect(
    sources.flatMap(({ rows: each }) => (each ? [each] : [])),
    packages,
  );
  return {
    missing: sources.flatMap((source) => (source.rows ? [] : source.ecosystem)),
    covers: (release) => releases.has(release),
    rows: (release, name) => rows.get(`${release}/${name}`) ?? [],
    known: enriched(kev, epss),
  };
};
