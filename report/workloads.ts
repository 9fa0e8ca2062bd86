import { isOpen, type LedgerRecord } from '../lambdas/core/ledger/record.ts';
import type { Rating } from '../lambdas/core/workloads/advisory.ts';
import { foundIn, type Instance, type Update } from '../lambdas/workloads/instance/model.ts';
import { remediationOf, type Step } from '../lambdas/workloads/instance/remediation.ts';
import { ec2Instance } from '../lambdas/workloads/instance/type.ts';
import type { ScanEntry } from '../lambdas/workloads/scan-log.ts';

/** One vulnerability of one package, as a line of the page. */
export interface CveLine {
  readonly id: string;
  readonly severity: Rating;
  readonly package: string;
  readonly installed: string;
  readonly fixed?: string;
  readonly manager: string;
  readonly path: string;
  readonly cvss?: number;
  readonly epss?: number;
  readonly kev: boolean;
}

/** An instance that was looked into. */
export interface Workload extends Pick<Instance, 'secrets' | 'threats'> {
  readonly scan: ScanEntry;
  readonly anchor: string;
  /** The worst first. */
  readonly cves: readonly CveLine[];
  /** How many of its parts exclusions and exceptions leave alone. */
  readonly excluded: number;
  readonly steps: readonly Step[];
}

const RANKS: readonly Rating[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

const linesOf = (update: Update): readonly CveLine[] =>
  update.vulnerabilities.flatMap(({ id, cves, severity, fixed, cvss, epss, kev }) =>
    (cves.length > 0 ? cves : [id]).map((cve) => ({
      id: cve,
      severity,
      package: update.package,
      installed: update.version,
      ...(fixed !== undefined && { fixed }),
      manager: update.manager,
      path: update.paths[0] ?? '',
      ...(cvss !== undefined && { cvss }),
      ...(epss !== undefined && { epss }),
      kev,
    })),
  );

const worstFirst = (one: CveLine, other: CveLine): number =>
  RANKS.indexOf(one.severity) - RANKS.indexOf(other.severity) ||
  Number(other.kev) - Number(one.kev) ||
  (other.epss ?? 0) - (one.epss ?? 0) ||
  (other.cvss ?? 0) - (one.cvss ?? 0);

/** What of an instance is open: what exclusions leave alone is counted only. */
const openIn = ({ before, findings }: LedgerRecord) => {
  const keys = new Set(
    Object.values(findings).flatMap(({ status, keys: own }) =>
      isOpen(status) && status !== 'EXCLUDED' ? own : [],
    ),
  );
  const key = (part: unknown): string => ec2Instance.key(part as never);
  const { updates, secrets, threats } = foundIn(before);
  const all = [...updates, ...secrets, ...threats];
  return {
    found: foundIn(all.filter((part) => keys.has(key(part)))),
    excluded: all.filter((part) => !keys.has(key(part))).length,
  };
};

const newest = (records: readonly LedgerRecord[]): ReadonlyMap<string, LedgerRecord> => {
  const latest = new Map<string, LedgerRecord>();
  for (const record of records)
    if (record.kind === ec2Instance.name && (latest.get(record.id)?.n ?? 0) < record.n)
      latest.set(record.id, record);
  return latest;
};

const riskiestFirst = ({ scan: one }: Workload, { scan: other }: Workload): number =>
  (other.score ?? -1) - (one.score ?? -1) || (one.instance < other.instance ? -1 : 1);

/** The instances that were looked into, the riskiest first, with what is open on each. */
export const workloadsOf = (
  scans: readonly ScanEntry[],
  records: readonly LedgerRecord[],
  region: string,
): readonly Workload[] => {
  const latest = newest(records);
  return scans
    .map((scan): Workload => {
      const record = latest.get(scan.instance);
      const { found, excluded } = record ? openIn(record) : { found: foundIn([]), excluded: 0 };
      const { updates, secrets, threats } = found;
      return {
        scan,
        anchor: `workload-${scan.instance}`,
        cves: updates.flatMap(linesOf).toSorted(worstFirst),
        secrets,
        threats,
        excluded,
        steps: remediationOf({ id: scan.instance, ...found, commands: [] }, region),
      };
    })
    .toSorted(riskiestFirst);
};
