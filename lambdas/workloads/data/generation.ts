import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { AdvisoryRow, Enrichment } from '../../core/workloads/advisory.ts';
import type { Advisories } from '../assess.ts';
import { asObject, asText } from '../packages/manifest.ts';
import type { Placed } from './osv.ts';

/** Where generations are kept. */
export interface Objects {
  /** `undefined` where there is none. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, data: Buffer): Promise<void>;
}

/** What scans go by. */
export interface Current {
  readonly generation: string;
  /** When it was fetched, ISO 8601. */
  readonly fetchedAt: string;
  readonly releases: readonly string[];
}

const CURRENT = 'data/current.json';
const SHARDS = 64;
const zip = promisify(gzip);
const unzip = promisify(gunzip);

const shardOf = (name: string): number => {
  let hash = 7;
  for (let i = 0; i < name.length; i += 1) hash = (hash * 31 + name.charCodeAt(i)) % 65_521;
  return hash % SHARDS;
};

const keyOf = (generation: string, release: string, name: string): string =>
  `data/${generation}/${encodeURIComponent(release)}/${shardOf(name)}.ndjson.gz`;

const lines = (rows: readonly unknown[]): Promise<Buffer> =>
  zip(rows.map((row) => JSON.stringify(row)).join('\n'));

const parsed = async <T>(data: Buffer | undefined): Promise<T[]> =>
  data
    ? (await unzip(data))
        .toString('utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as T)
    : [];

const add = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
};

/** Packs rows into the shards of one generation. Nobody reads them until the generation is switched to. */
export const writeRows = async (
  objects: Objects,
  generation: string,
  rows: AsyncIterable<Placed> | Iterable<Placed>,
): Promise<readonly string[]> => {
  const shards = new Map<string, AdvisoryRow[]>();
  const releases = new Set<string>();
  for await (const { release, row } of rows) {
    add(shards, keyOf(generation, release, row.name), row);
    releases.add(release);
  }
  for (const [key, shard] of shards) await objects.put(key, await lines(shard));
  return [...releases].toSorted();
};

/** Keeps what is known of CVEs. */
export const writeEnrichment = async (
  objects: Objects,
  generation: string,
  known: ReadonlyMap<string, Enrichment>,
): Promise<void> => {
  await objects.put(`data/${generation}/enrichment.ndjson.gz`, await lines([...known]));
};

/** The last step: from here on scans see this generation, and the one before until they end. */
export const switchTo = (objects: Objects, current: Current): Promise<void> =>
  objects.put(CURRENT, Buffer.from(JSON.stringify(current)));

/** The generation in force; `undefined` before the first. */
export const currentOf = async (objects: Objects): Promise<Current | undefined> => {
  const data = await objects.get(CURRENT);
  if (!data) return undefined;
  const { generation, fetchedAt, releases } = asObject(JSON.parse(data.toString('utf8')));
  return {
    generation: asText(generation),
    fetchedAt: asText(fetchedAt),
    releases: Array.isArray(releases) ? releases.map(asText) : [],
  };
};

/** The advisories of one generation for some packages, given by release and name: only the shards that hold them are read. */
export const advisoriesOf = async (
  objects: Objects,
  { generation, releases }: Current,
  wanted: readonly { readonly release: string; readonly name: string }[],
): Promise<Advisories> => {
  const shards = new Map(
    wanted.map(({ release, name }) => [keyOf(generation, release, name), release] as const),
  );
  const rows = new Map<string, AdvisoryRow[]>();
  for (const [key, release] of shards)
    for (const row of await parsed<AdvisoryRow>(await objects.get(key)))
      add(rows, `${release}/${row.name}`, row);
  const enrichment = await objects.get(`data/${generation}/enrichment.ndjson.gz`);
  const known = new Map(await parsed<[string, Enrichment]>(enrichment));
  return {
    covers: (release) => releases.includes(release),
    rows: (release, name) => rows.get(`${release}/${name}`) ?? [],
    known: (cve) => known.get(cve),
  };
};
