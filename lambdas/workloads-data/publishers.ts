import type { Publishers } from '../workloads/data/sync.ts';

/** Every host that anything is fetched from, unless the policy names a mirror. */
const OSV = 'https://osv-vulnerabilities.storage.googleapis.com';
const AMAZON_LINUX = 'https://cdn.amazonlinux.com';
const CISA = 'https://www.cisa.gov/sites/default/files/feeds';
const FIRST = 'https://epss.empiricalsecurity.com';

/** The same, as a list. */
export const PUBLISHERS = [OSV, AMAZON_LINUX, CISA, FIRST];

const TIMEOUT_MS = 300_000;

const fetched = async (url: string): Promise<Buffer> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((error: unknown) => {
    const cause =
      error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(
      `${url} cannot be reached: ${cause}. Let the function reach it, or name a mirror in the policy.`,
    );
  });
  if (!response.ok)
    throw new Error(
      `${url} answers ${response.status}. See whether it has moved, or name a mirror in the policy.`,
    );
  return Buffer.from(await response.arrayBuffer());
};

const lines = (data: Buffer): readonly string[] =>
  data
    .toString('utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** Where the repositories of a release of Amazon Linux list their mirrors. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  '2': ['2/core/latest/x86_64/mirror.list', '2/extras/docker/latest/x86_64/mirror.list'],
  '2023': ['al2023/core/mirrors/latest/x86_64/mirror.list'],
};

const UPDATES = /<data\s+type="updateinfo">.*?<location\s+href="([^"]+)"/s;

/** A repository tells in repomd.xml where its updates are. */
const updatesOf = async (repository: string): Promise<Buffer> => {
  const base = repository.endsWith('/') ? repository : `${repository}/`;
  const index = (await fetched(`${base}repodata/repomd.xml`)).toString('utf8');
  const [, location] = UPDATES.exec(index) ?? [];
  if (!location) throw new Error(`${base}repodata/repomd.xml names no updateinfo.`);
  return fetched(new URL(location, base).href);
};

const amazonLinux = async (release: string): Promise<readonly Buffer[]> => {
  const lists = LISTS[release] ?? [];
  const repositories = await Promise.all(lists.map((list) => fetched(`${AMAZON_LINUX}/${list}`)));
  return Promise.all(repositories.flatMap((list) => lines(list).slice(0, 1)).map(updatesOf));
};

const original: Publishers = {
  osv: (family) => fetched(`${OSV}/${encodeURIComponent(family)}/all.zip`),
  amazonLinux,
  kev: () => fetched(`${CISA}/known_exploited_vulnerabilities.json`),
  epss: () => fetched(`${FIRST}/epss_scores-current.csv.gz`),
};

/** A mirror holds what `workloads image --data` takes. */
const mirrored = (url: string): Publishers => {
  const at = (path: string): Promise<Buffer> => fetched(`${url.replace(/\/$/, '')}/${path}`);
  return {
    osv: (family) => at(`${encodeURIComponent(family)}/all.zip`),
    amazonLinux: async (release) => [await at(`amazon-linux-${release}/updateinfo.xml.gz`)],
    kev: () => at('known_exploited_vulnerabilities.json'),
    epss: () => at('epss_scores.csv.gz'),
  };
};

/** Where advisories come from; nothing is sent but the names of ecosystems. */
export const publishersOf = (mirror: string | undefined): Publishers =>
  mirror === undefined ? original : mirrored(mirror);
