import type { Enrichment } from '../../core/workloads/advisory.ts';
import { asObject, asText } from '../packages/manifest.ts';

/** The CVEs of CISA's known_exploited_vulnerabilities.json. Throws a SyntaxError for what is no JSON. */
export const kevOf = (text: string): ReadonlySet<string> => {
  const { vulnerabilities } = asObject(JSON.parse(text));
  if (!Array.isArray(vulnerabilities)) throw new SyntaxError('it has no list of vulnerabilities');
  return new Set(vulnerabilities.map((each) => asText(asObject(each)['cveID'])).filter(Boolean));
};

/** The scores of FIRST's epss_scores.csv: `cve,epss,percentile`. Throws a SyntaxError for another file. */
export const epssOf = (text: string): ReadonlyMap<string, number> => {
  const scores = new Map<string, number>();
  for (const [, cve = '', score] of text.matchAll(/^(CVE-\d{4}-\d{4,}),(\d(?:\.\d+)?(?:e-\d+)?)(?:,|\r?$)/gm))
    scores.set(cve, Number(score));
  if (scores.size === 0 && !/^cve,epss/m.test(text)) throw new SyntaxError('it has no column of scores');
  return scores;
};

/** What both say of a CVE; `undefined` where neither knows it. */
export const enriched =
  (kev: ReadonlySet<string>, epss: ReadonlyMap<string, number>): ((cve: string) => Enrichment | undefined) =>
  (cve) => {
    const score = epss.get(cve);
    if (!kev.has(cve) && score === undefined) return undefined;
    return { ...(kev.has(cve) && { kev: true }), ...(score !== undefined && { epss: score }) };
  };
