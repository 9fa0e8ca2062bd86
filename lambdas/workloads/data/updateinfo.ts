import type { AdvisoryRow } from '../../core/workloads/advisory.ts';
import { type Placed, ratingOf } from './osv.ts';

const UPDATE = /<update\b.*?<\/update>/gs;
const PACKAGE = /<package\b[^>]*>/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const plain = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');

const element = (xml: string, name: string): string =>
  plain(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]?.trim() ?? '');

const attribute = (tag: string, name: string): string =>
  plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

const cvesOf = (update: string): string[] => [
  ...new Set(update.match(/(?<=\bid="|\bhref="[^"]*)CVE-\d{4}-\d{4,}/g) ?? []),
];

/** A package is listed once for each architecture, with the same version. */
const fixedIn = (update: string): ReadonlyMap<string, string> =>
  new Map(
    (update.match(PACKAGE) ?? []).map((tag) => {
      const epoch = attribute(tag, 'epoch');
      const version = `${attribute(tag, 'version')}-${attribute(tag, 'release')}`;
      return [attribute(tag, 'name'), epoch && epoch !== '0' ? `${epoch}:${version}` : version] as const;
    }),
  );

/** The rows of an updateinfo.xml of Amazon Linux. What it does not list is not fixed yet, and not known here. */
export function* updateinfoRows(xml: string, release: string): Generator<Placed> {
  for (const [update] of xml.matchAll(UPDATE)) {
    const [id, rating] = [element(update, 'id'), ratingOf(element(update, 'severity'))];
    const cves = cvesOf(update);
    for (const [name, fixed] of fixedIn(update)) {
      const ranges = [[{ introduced: '0' }, { fixed }]];
      const row: AdvisoryRow = { name, id, cves, ranges, ...(rating && { rating }) };
      if (name && id) yield { release, row };
    }
  }
}
