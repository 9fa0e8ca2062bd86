import type { Rating } from './advisory.ts';
import { type FixUnit, fixUnits, type Judged } from './fix-units.ts';
import type { Vulnerability } from './vulnerability.ts';

const RANKS: readonly Rating[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** How many vulnerabilities there are of each severity. */
export const countsOf = (all: readonly Vulnerability[]): Readonly<Record<Rating, number>> => {
  const counts = { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0 };
  for (const { severity } of all) counts[severity] += 1;
  return counts;
};

const isNamed = ({ id, cves }: Vulnerability, named: ReadonlySet<string>): boolean =>
  (cves.length > 0 ? cves : [id]).every((cve) => named.has(cve));

/**
 * What is to be reported, by the update that fixes it. What exclusions name by its CVE is a unit of its own, so that the
 * rest of the same update stays reported.
 */
export const reportedUnits = (
  all: readonly Judged[],
  from: Rating,
  named: ReadonlySet<string>,
): readonly FixUnit[] => {
  const reported = all.filter(
    ({ vulnerability: { severity } }) => RANKS.indexOf(severity) <= RANKS.indexOf(from),
  );
  const excluded = reported.filter(({ vulnerability }) => isNamed(vulnerability, named));
  const others = reported.filter(({ vulnerability }) => !isNamed(vulnerability, named));
  return [...fixUnits(others), ...fixUnits(excluded)];
};
