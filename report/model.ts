import { type Exception, endOf } from '../lambdas/core/exclusions/exceptions.ts';
import type { Catalogue } from '../lambdas/core/ledger/finding.ts';
import type { Refusal } from '../lambdas/core/ledger/ports.ts';
import type { LedgerRecord } from '../lambdas/core/ledger/record.ts';
import type { ScanEntry } from '../lambdas/workloads/scan-log.ts';
import { type Case, caseOf } from './case.ts';
import { type Allowed, inForce } from './exceptions.ts';
import type { ReportedFinding } from './finding.ts';
import { logEntries } from './log.ts';
import { isStillThere, STANDINGS, severityRank } from './messages.ts';
import { type Summary, summarise } from './summary.ts';
import { type Workload, workloadsOf } from './workloads.ts';

/** What a report is made from. */
export interface ReportInput extends Partial<Omit<Allowed, 'exceptions'>> {
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly account: string;
  readonly region: string;
  /** Of one account and region, in any order. */
  readonly records: readonly LedgerRecord[];
  readonly exceptions: readonly Exception[];
  /** Events that could not be judged. */
  readonly refusals?: readonly Refusal[];
  /** The newest scan of each instance. */
  readonly scans?: readonly ScanEntry[];
}

export interface ReportedException extends Exception {
  /** Milliseconds; undefined when it is over. */
  readonly left?: number;
  /** The findings that are open because of it. */
  readonly findings: readonly ReportedFinding[];
}

/** What the page shows, in its order. */
export interface Report extends Pick<ReportInput, 'generatedAt' | 'account' | 'region' | 'stop'> {
  readonly summary: Summary;
  /** The state of every resource and template. */
  readonly findings: readonly ReportedFinding[];
  /** One for each record of the ledger, superseded ones last. */
  readonly cases: readonly Case[];
  readonly exceptions: readonly ReportedException[];
  readonly ignored: Allowed['ignored'];
  readonly refusals: readonly Refusal[];
  /** The instances that were looked into, the riskiest first. */
  readonly workloads: readonly Workload[];
}

const flaps = ({ flapping }: ReportedFinding): number => Number(flapping !== undefined);

/** What needs a person first; the open by severity and age, the closed newest first after what keeps coming back. */
const byAttention = (a: ReportedFinding, b: ReportedFinding): number => {
  const rank = STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing);
  if (rank !== 0) return rank;
  const severity = severityRank(a.severity) - severityRank(b.severity);
  const names = a.id.localeCompare(b.id);
  if (isStillThere(a.standing))
    return severity || (a.openedAt ?? '').localeCompare(b.openedAt ?? '') || names;
  return flaps(b) - flaps(a) || b.recordedAt.localeCompare(a.recordedAt) || severity || names;
};

const byAttentionThenAge = (a: Case, b: Case): number => {
  const [one, other] = [a, b].map(({ findings }) => findings.filter(({ current }) => current)[0]);
  if (one && other) return byAttention(one, other);
  if (one || other) return one ? -1 : 1;
  return b.recordedAt.localeCompare(a.recordedAt);
};

const reportedException =
  (findings: readonly ReportedFinding[], now: number) =>
  (exception: Exception): ReportedException => ({
    ...exception,
    ...(inForce(exception, now) && { left: endOf(exception.until) - now }),
    findings: findings.filter((finding) => finding.exception === exception),
  });

/** Those in force first, the next to end first. */
const byEnd = (a: ReportedException, b: ReportedException): number =>
  Number(a.left === undefined) - Number(b.left === undefined) || endOf(a.until) - endOf(b.until);

/**
 * The view of a ledger: the newest record of a resource carries every template's state, and each record is one case
 * with what was there before and after.
 */
export const reportModel = (input: ReportInput, catalogue: Catalogue): Report => {
  const { generatedAt, account, region, exceptions, ignored = [], refusals = [], scans = [], stop } = input;
  const now = Date.parse(generatedAt);
  const context = { catalogue, now, exceptions: exceptions.filter((exception) => inForce(exception, now)) };
  const cases = logEntries(input.records)
    .map((entry) => caseOf(entry, context))
    .map((one) => ({ ...one, findings: one.findings.toSorted(byAttention) }))
    .toSorted(byAttentionThenAge);
  const findings = cases
    .flatMap((one) => one.findings)
    .filter(({ current }) => current)
    .toSorted(byAttention);
  return {
    generatedAt,
    account,
    region,
    summary: summarise(findings, input.records),
    findings,
    cases,
    exceptions: exceptions.map(reportedException(findings, now)).toSorted(byEnd),
    ignored,
    refusals,
    workloads: workloadsOf(scans, input.records, region),
    ...(stop && { stop }),
  };
};
