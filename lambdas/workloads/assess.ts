import type { AdvisoryRow, Enrichment } from '../core/workloads/advisory.ts';
import type { Judged } from '../core/workloads/fix-units.ts';
import { judgedAs, type Match, matchesOf } from '../core/workloads/match.ts';
import type { Package } from '../core/workloads/package.ts';
import { riskOf, type Term } from '../core/workloads/risk.ts';
import { releaseOf } from '../core/workloads/system.ts';
import { orderOf } from '../core/workloads/versions/by-ecosystem.ts';
import { type Vulnerability, vulnerabilityOf, weightsOf } from '../core/workloads/vulnerability.ts';

/** Where advisories are kept. */
export interface Advisories {
  /** Whether there are any for a release at all. */
  covers(release: string): boolean;
  rows(release: string, name: string): readonly AdvisoryRow[];
  known(cve: string): Enrichment | undefined;
}

export interface Assessment {
  readonly matches: readonly Match[];
  /** The worst first. */
  readonly judged: readonly Judged[];
  readonly vulnerabilities: readonly Vulnerability[];
  /** 0 to 100. */
  readonly score: number;
  readonly terms: readonly Term[];
}

const rowsOf = (item: Package, advisories: Advisories): readonly AdvisoryRow[] => {
  const release = releaseOf(item.ecosystem);
  return release ? advisories.rows(release, judgedAs(item).name) : [];
};

/** Scores that one database gives and another does not, for the same CVE of the same package. */
const scoresAmong = (rows: readonly AdvisoryRow[]): ReadonlyMap<string, Enrichment> =>
  new Map(
    rows.flatMap(({ cves, cvss, vector }) =>
      cvss === undefined || cves.length !== 1
        ? []
        : cves.map((cve) => [cve, { cvss, ...(vector && { vector }) }] as const),
    ),
  );

const RANKS = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

const worstFirst = (one: Vulnerability, other: Vulnerability): number =>
  RANKS.indexOf(one.severity) - RANKS.indexOf(other.severity) ||
  (other.epss ?? 0) - (one.epss ?? 0) ||
  (other.cvss ?? 0) - (one.cvss ?? 0) ||
  (`${one.id} ${one.package} ${one.path}` < `${other.id} ${other.package} ${other.path}` ? -1 : 1);

const judgedOf = (
  match: Match,
  known: (cve: string) => Enrichment | undefined,
  reachable: boolean,
): Judged => ({
  manager: match.package.manager,
  vulnerability: vulnerabilityOf(match, known, reachable),
  compare: orderOf(match.package.ecosystem),
});

/** What is known to be wrong with packages, and how likely it is used against a machine that can be reached or not. */
export const assess = (
  packages: readonly Package[],
  advisories: Advisories,
  reachable: boolean,
): Assessment => {
  const judged = packages.map((item) => {
    const rows = rowsOf(item, advisories);
    const scores = scoresAmong(rows);
    const known = (cve: string): Enrichment => ({ ...scores.get(cve), ...advisories.known(cve) });
    return { matches: matchesOf(item, rows), known };
  });
  const sorted = judged
    .flatMap(({ matches, known }) => matches.map((match) => judgedOf(match, known, reachable)))
    .toSorted((one, other) => worstFirst(one.vulnerability, other.vulnerability));
  const weights = judged.flatMap(({ matches, known }) => matches.flatMap((match) => weightsOf(match, known)));
  return {
    matches: judged.flatMap(({ matches }) => matches),
    judged: sorted,
    vulnerabilities: sorted.map(({ vulnerability }) => vulnerability),
    ...riskOf(weights, reachable),
  };
};
