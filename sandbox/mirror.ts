import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Publishers } from '../lambdas/workloads/data/sync.ts';
import { zipOf } from './zip.ts';

/** Advisories in the form in which their publishers serve them. */
export interface Published {
  /** Records of OSV by ecosystem: `AlmaLinux`, `npm`. */
  readonly osv: Readonly<
    Record<string, readonly ({ readonly id: string } & Readonly<Record<string, unknown>>)[]>
  >;
  /** CVEs that are known to be exploited. */
  readonly kev: readonly string[];
  readonly epss: Readonly<Record<string, number>>;
}

export interface Mirror {
  readonly url: string;
  /** What it serves from now on; undefined: nothing at all. */
  serve(published: Published | undefined): void;
  close(): Promise<void>;
}

const filesOf = ({ osv, kev, epss }: Published): ReadonlyMap<string, Buffer> =>
  new Map([
    ...Object.entries(osv).map(
      ([ecosystem, records]) =>
        [
          `/${encodeURIComponent(ecosystem)}/all.zip`,
          zipOf(Object.fromEntries(records.map((record) => [`${record.id}.json`, JSON.stringify(record)]))),
        ] as const,
    ),
    [
      '/known_exploited_vulnerabilities.json',
      Buffer.from(JSON.stringify({ vulnerabilities: kev.map((cveID) => ({ cveID })) })),
    ] as const,
    [
      '/epss_scores.csv.gz',
      gzipSync(
        [
          'cve,epss,percentile',
          ...Object.entries(epss).map(([cve, score]) => `${cve},${score},0.5`),
          '',
        ].join('\n'),
      ),
    ] as const,
  ]);

/** What a mirror would serve, without one. */
export const publishersFrom = (published: Published): Publishers => {
  const files = filesOf(published);
  const at = async (path: string): Promise<Buffer> => {
    const data = files.get(path);
    if (!data) throw new Error(`Nothing is published at ${path}.`);
    return data;
  };
  return {
    osv: (family) => at(`/${encodeURIComponent(family)}/all.zip`),
    amazonLinux: async () => [],
    kev: () => at('/known_exploited_vulnerabilities.json'),
    epss: () => at('/epss_scores.csv.gz'),
  };
};

/** A server of advisories on this machine, in the place of their publishers. */
export const startMirror = async (published: Published): Promise<Mirror> => {
  let files = filesOf(published);
  const server = createServer((request, response) => {
    const data = files.get(new URL(request.url ?? '/', 'http://127.0.0.1').pathname);
    response.writeHead(data ? 200 : 404);
    response.end(data);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The mirror has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    serve: (next) => {
      files = next ? filesOf(next) : new Map();
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
