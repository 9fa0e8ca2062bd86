import type { AdvisoryRow, Rating, VersionEvent } from '../../core/workloads/advisory.ts';
import { type Score, scoreOf } from '../../core/workloads/cvss.ts';
import { advisoryName, MODULAR } from '../../core/workloads/match.ts';
import { releaseOf } from '../../core/workloads/system.ts';
import { asObject, asText } from '../packages/manifest.ts';

/** A row, and the release that it is kept under. */
export interface Placed {
  readonly release: string;
  readonly row: AdvisoryRow;
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const CVE = /CVE-\d{4}-\d{4,}/;

const cvesIn = (values: readonly unknown[]): string[] =>
  values.flatMap((value) => CVE.exec(asText(value))?.[0] ?? []);

/** Debian names its CVEs upstream, PyPI and Go their aliases; AlmaLinux has them only among what is related. */
const cvesOf = ({ id, aliases, upstream, related }: Readonly<Record<string, unknown>>): string[] => {
  const own = cvesIn([id, ...asList(aliases), ...asList(upstream)]);
  return [...new Set(own.length > 0 ? own : cvesIn(asList(related)))];
};

const RATINGS: Readonly<Record<string, Rating>> = {
  critical: 'CRITICAL',
  important: 'HIGH',
  high: 'HIGH',
  moderate: 'MEDIUM',
  medium: 'MEDIUM',
  low: 'LOW',
};

export const ratingOf = (text: string): Rating | undefined => RATINGS[text.trim().toLowerCase()];

const SUMMARY = /^(Critical|Important|Moderate|Low):\s+(.*)$/s;

/** GitHub says it beside the record, AlmaLinux in its headline, Ubuntu in the place of a score. */
const ratingIn = (record: Readonly<Record<string, unknown>>): Rating | undefined =>
  ratingOf(asText(asObject(record['database_specific'])['severity'])) ??
  ratingOf(SUMMARY.exec(asText(record['summary']))?.[1] ?? '') ??
  asList(record['severity']).flatMap((each) => ratingOf(asText(asObject(each)['score'])) ?? [])[0];

/** The newest version of CVSS that is reckoned here. */
const scoreIn = (severities: unknown): Score | undefined =>
  asList(severities)
    .map(asObject)
    .toSorted((one, other) => (asText(one['type']) < asText(other['type']) ? 1 : -1))
    .flatMap(({ score }) => scoreOf(asText(score)) ?? [])[0];

const eventOf = (value: unknown): VersionEvent[] => {
  const { introduced, fixed, last_affected: last } = asObject(value);
  if (asText(introduced)) return [{ introduced: asText(introduced) }];
  if (asText(fixed)) return [{ fixed: asText(fixed) }];
  return asText(last) ? [{ last_affected: asText(last) }] : [];
};

const rangesOf = (ranges: unknown): VersionEvent[][] =>
  asList(ranges)
    .map(asObject)
    .filter(({ type }) => type !== 'GIT')
    .map(({ events }) => asList(events).flatMap(eventOf))
    .filter((events) => events.length > 0);

/** `Important: nodejs:20 security update` is of stream 20 of nodejs. */
const streamsIn = (summary: string): string[] => {
  const headline = SUMMARY.exec(summary)?.[2] ?? summary;
  return headline.match(/\b[A-Za-z][\w.+-]*:[\w.+-]+/g) ?? [];
};

const modulesOf = (
  summary: string,
  ranges: readonly (readonly VersionEvent[])[],
): readonly string[] | undefined =>
  ranges.flat().some((event) => 'fixed' in event && MODULAR.test(event.fixed))
    ? streamsIn(summary)
    : undefined;

/** What Debian holds for no vulnerability of that package, or does not look after any more. */
const PASSED_OVER = new Set(['unimportant', 'end-of-life']);

const isPassedOver = ({
  ecosystem_specific: own,
  database_specific: other,
}: Readonly<Record<string, unknown>>) =>
  [own, other].some((value) => PASSED_OVER.has(asText(asObject(value)['urgency'])));

const placed = (record: Readonly<Record<string, unknown>>, value: unknown): Placed[] => {
  const affected = asObject(value);
  const { ecosystem, name } = asObject(affected['package']);
  const release = releaseOf(asText(ecosystem));
  if (!release || !asText(name) || isPassedOver(affected)) return [];
  const ranges = rangesOf(affected['ranges']);
  const versions = asList(affected['versions']).map(asText);
  const modules = modulesOf(asText(record['summary']), ranges);
  const score = scoreIn(affected['severity']) ?? scoreIn(record['severity']);
  const rating = ratingIn(record);
  const row: AdvisoryRow = {
    name: advisoryName(asText(ecosystem), asText(name)),
    id: asText(record['id']),
    cves: cvesOf(record),
    ranges,
    ...(ranges.length === 0 && { versions }),
    ...score,
    ...(rating && { rating }),
    ...(modules && { modules }),
  };
  return [{ release, row }];
};

/** The rows of a record (https://ossf.github.io/osv-schema/); none of one that was withdrawn. */
export const osvRows = (document: unknown): readonly Placed[] => {
  const record = asObject(document);
  if (record['withdrawn'] || !asText(record['id'])) return [];
  return asList(record['affected']).flatMap((each) => placed(record, each));
};
