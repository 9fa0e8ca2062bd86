import type { Severity } from '../lambdas/core/base/resource-type.ts';
import type { LedgerRecord } from '../lambdas/core/ledger/record.ts';
import type { ReportedFinding } from './finding.ts';
import { STANDINGS, type Standing, severityRank } from './messages.ts';

export type Counts = Readonly<Record<Standing, number>>;

/** From the API call to the closed record, in milliseconds, by nearest rank. */
export interface Speed {
  /** How many remediations it is taken from. */
  readonly count: number;
  readonly median: number;
  readonly p99: number;
}

export interface Line {
  readonly severity?: Severity;
  readonly counts: Counts;
  readonly total: number;
  readonly speed?: Speed;
}

export interface TemplateLine extends Line {
  readonly template: string;
  readonly title: string;
  readonly controls: readonly string[];
}

export interface Summary {
  readonly counts: Counts;
  readonly remediations: number;
  readonly removed: number;
  readonly resources: number;
  readonly speed?: Speed;
  /** Of the oldest and the newest record. */
  readonly period?: { readonly from: string; readonly to: string };
  readonly bySeverity: readonly Line[];
  readonly byTemplate: readonly TemplateLine[];
}

const countsOf = (findings: readonly ReportedFinding[]): Counts => {
  const counts = Object.fromEntries(STANDINGS.map((standing) => [standing, 0])) as Record<Standing, number>;
  for (const { standing } of findings) counts[standing] += 1;
  return counts;
};

/** The nearest-rank percentile of numbers in ascending order, at least one. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

const speedOf = (times: readonly number[]): Speed | undefined => {
  if (times.length === 0) return undefined;
  const sorted = times.toSorted((a, b) => a - b);
  return { count: sorted.length, median: percentile(sorted, 0.5), p99: percentile(sorted, 0.99) };
};

const isRemediation = ({ state, removed }: LedgerRecord): boolean => state === 'CLOSED' && removed.length > 0;

/** What a sweep closed has no call to count from. */
const timesOf = (records: readonly LedgerRecord[]): readonly number[] =>
  records.filter(isRemediation).flatMap(({ openedAt, closedAt }) => {
    const opened = Date.parse(openedAt ?? '');
    const time = Date.parse(closedAt ?? '') - opened;
    return opened > 0 && time >= 0 ? [time] : [];
  });

const groups = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[][] => {
  const by = new Map<string, Item[]>();
  for (const item of items) {
    const group = by.get(keyOf(item));
    if (group) group.push(item);
    else by.set(keyOf(item), [item]);
  }
  return [...by.values()];
};

const lineOf = (findings: readonly ReportedFinding[], times: readonly number[]): Line => {
  const severity = findings[0]?.severity;
  const speed = speedOf(times);
  return {
    counts: countsOf(findings),
    total: findings.length,
    ...(severity && { severity }),
    ...(speed && { speed }),
  };
};

const remediated = (records: readonly LedgerRecord[], template: string): readonly LedgerRecord[] =>
  records.filter(
    ({ changed, findings }) => changed.includes(template) && findings[template]?.status === 'REMEDIATED',
  );

const remediatedAny = (records: readonly LedgerRecord[], group: readonly ReportedFinding[]) => {
  const templates = new Set(group.map(({ template }) => template));
  return [...new Set([...templates].flatMap((template) => remediated(records, template)))];
};

const templateLine =
  (records: readonly LedgerRecord[]) =>
  (findings: readonly ReportedFinding[]): TemplateLine[] => {
    const [first] = findings;
    if (!first) return [];
    const { template, title, controls } = first;
    return [{ template, title, controls, ...lineOf(findings, timesOf(remediated(records, template))) }];
  };

const bySeverity = (a: Line, b: Line): number => severityRank(a.severity) - severityRank(b.severity);

const periodOf = (records: readonly LedgerRecord[]): Summary['period'] => {
  const times = records.flatMap(({ openedAt, closedAt }) => [closedAt ?? openedAt ?? []].flat()).toSorted();
  const [from, to] = [times[0], times.at(-1)];
  return from && to ? { from, to } : undefined;
};

/** The numbers of a report. `findings` are the current ones, `records` all there are. */
export const summarise = (
  findings: readonly ReportedFinding[],
  records: readonly LedgerRecord[],
): Summary => {
  const speed = speedOf(timesOf(records));
  const period = periodOf(records);
  const remediations = records.filter(isRemediation);
  return {
    counts: countsOf(findings),
    remediations: remediations.length,
    removed: remediations.reduce((sum, { removed }) => sum + removed.length, 0),
    resources: new Set(records.map(({ resource }) => resource)).size,
    ...(speed && { speed }),
    ...(period && { period }),
    bySeverity: groups(findings, ({ severity = '' }) => severity)
      .map((group) => lineOf(group, timesOf(remediatedAny(records, group))))
      .toSorted(bySeverity),
    byTemplate: groups(findings, ({ template }) => template)
      .flatMap(templateLine(records))
      .toSorted((a, b) => bySeverity(a, b) || a.title.localeCompare(b.title)),
  };
};
