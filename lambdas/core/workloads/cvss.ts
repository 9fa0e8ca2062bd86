import type { Vector } from './advisory.ts';

export interface Score {
  readonly cvss: number;
  readonly vector: Vector;
}

const METRICS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
const PRIVILEGES = { U: { N: 0.85, L: 0.62, H: 0.27 }, C: { N: 0.85, L: 0.68, H: 0.5 } } as const;

/** Up to one decimal, without the errors of floating point (CVSS 3.1, appendix A). */
const roundUp = (value: number): number => {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
};

const metricsOf = (vector: string): Readonly<Record<string, string>> =>
  Object.fromEntries(vector.split('/').map((part) => part.split(':', 2) as [string, string]));

const isVector = (text: string | undefined): text is Vector => /^[NALP]$/.test(text ?? '');

/** Base score of CVSS 3.0 and 3.1 (https://www.first.org/cvss/v3.1/specification-document, section 7.1). */
const version3 = (metrics: Readonly<Record<string, string>>): number | undefined => {
  const value = (key: string): number => METRICS[key]?.[metrics[key] ?? ''] ?? Number.NaN;
  const scope = metrics['S'] === 'C' ? 'C' : 'U';
  const privileges = PRIVILEGES[scope][metrics['PR'] as 'N'] ?? Number.NaN;
  const base = 1 - (1 - value('C')) * (1 - value('I')) * (1 - value('A'));
  const impact = scope === 'U' ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15;
  const exploitability = 8.22 * value('AV') * value('AC') * privileges * value('UI');
  if (Number.isNaN(impact + exploitability)) return undefined;
  if (impact <= 0) return 0;
  return roundUp(Math.min((scope === 'U' ? 1 : 1.08) * (impact + exploitability), 10));
};

const METRICS_2: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: { N: 0, P: 0.275, C: 0.66 },
  I: { N: 0, P: 0.275, C: 0.66 },
  A: { N: 0, P: 0.275, C: 0.66 },
};

/** Base score of CVSS 2 (https://www.first.org/cvss/v2/guide, section 3.2.1). */
const version2 = (metrics: Readonly<Record<string, string>>): number | undefined => {
  const value = (key: string): number => METRICS_2[key]?.[metrics[key] ?? ''] ?? Number.NaN;
  const impact = 10.41 * (1 - (1 - value('C')) * (1 - value('I')) * (1 - value('A')));
  const exploitability = 20 * value('AV') * value('AC') * value('Au');
  if (Number.isNaN(impact + exploitability)) return undefined;
  const score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact === 0 ? 0 : 1.176);
  return Math.round(score * 10) / 10;
};

/** The score of a vector of CVSS 2 or 3; `undefined` for what is none, and for CVSS 4, which is not reckoned here. */
export const scoreOf = (text: string): Score | undefined => {
  const metrics = metricsOf(text);
  const vector = metrics['AV'];
  const is3 = /^CVSS:3\.[01]\//.test(text);
  if (!isVector(vector) || (!is3 && metrics['Au'] === undefined)) return undefined;
  const cvss = is3 ? version3(metrics) : version2(metrics);
  return cvss === undefined ? undefined : { cvss, vector };
};
