import type { Rating, Vector } from './advisory.ts';

/** A vulnerability as far as the risk goes. */
export interface Weight {
  /** The CVE, or the advisory's own id where it has none. */
  readonly id: string;
  readonly cvss?: number;
  readonly rating?: Rating;
  readonly vector?: Vector;
  readonly epss?: number;
  readonly kev: boolean;
}

/** A factor of the score, with what it is made of. */
export interface Term {
  readonly id: string;
  /** CVSS / 10; where it is unknown, what stands for the publisher's word. */
  readonly impact: number;
  /** That it is used within 30 days. */
  readonly probability: number;
  /** How far an attacker gets to it. */
  readonly exposure: number;
  /** Their product. */
  readonly term: number;
}

/** CVSS scores in the place of those that a publisher does not give. */
export const STAND_INS: Readonly<Record<Rating, number>> = { CRITICAL: 9, HIGH: 7.5, MEDIUM: 5, LOW: 3 };
const UNRATED = 5;
const KEV_PROBABILITY = 0.7;
const UNKNOWN_PROBABILITY = 0.01;
const EXPOSURE: Readonly<Record<Vector, number>> = { N: 0.35, A: 0.2, L: 0.1, P: 0.1 };

export interface Risk {
  /** 0 to 100. */
  readonly score: number;
  readonly terms: readonly Term[];
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

/** How the vulnerability weighs on a machine that can be reached from the Internet, or cannot. */
export const termOf = (weight: Weight, reachable: boolean): Term => {
  const { id, cvss, rating, epss = UNKNOWN_PROBABILITY, kev, vector = 'N' } = weight;
  const impact = rounded((cvss ?? (rating ? STAND_INS[rating] : UNRATED)) / 10);
  const probability = kev ? Math.max(epss, KEV_PROBABILITY) : epss;
  const exposure = vector === 'N' && reachable ? 1 : EXPOSURE[vector];
  return { id, impact, probability, exposure, term: rounded(impact * probability * exposure) };
};

/**
 * How likely it is, in percent, that one of these is used against the machine within 30 days, were they independent of
 * each other: 100 × (1 − Π(1 − term)). Each id counts once, with its largest term; the largest come first.
 */
export const riskOf = (weights: readonly Weight[], reachable: boolean): Risk => {
  const terms = new Map<string, Term>();
  for (const term of weights.map((weight) => termOf(weight, reachable)))
    if (term.term > (terms.get(term.id)?.term ?? -1)) terms.set(term.id, term);
  return scoreOf([...terms.values()]);
};

/** The score of terms, and these, the largest first. */
export const scoreOf = (terms: readonly Term[]): Risk => {
  const sorted = terms.toSorted((one, other) => other.term - one.term || (one.id < other.id ? -1 : 1));
  const none = sorted.reduce((product, { term }) => product * (1 - term), 1);
  return { score: Math.round(100 * (1 - none)), terms: sorted };
};

/** A secret that lies there; each counts once, wherever it lies. */
export const secretTerms = (
  secrets: readonly { readonly rule: string; readonly hash: string }[],
  reachable: boolean,
): readonly Term[] =>
  [...new Set(secrets.map(({ rule, hash }) => `${rule} ${hash}`))].map((id) => {
    const exposure = reachable ? 1 : 0.4;
    return { id, impact: 1, probability: 0.25, exposure, term: rounded(0.25 * exposure) };
  });

/** A threat is used already, whoever can reach the machine. */
export const threatTerms = (threats: readonly { readonly rule: string }[]): readonly Term[] =>
  [...new Set(threats.map(({ rule }) => rule))].map((id) => ({
    id,
    impact: 1,
    probability: 0.9,
    exposure: 1,
    term: 0.9,
  }));
