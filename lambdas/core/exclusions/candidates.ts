import type { Exclusion } from '../base/policy.ts';
import type { Software } from '../base/resource-type.ts';
import {
  aboutResource,
  type Compiled,
  compile,
  type Facts,
  fromSources,
  type Match,
  ofSoftware,
} from './match.ts';

/** Exclusions made ready for judging many resources. */
export interface Exclusions {
  readonly entries: readonly Compiled[];
  /** The places of entries that name resources without a star, by each of these names. */
  readonly exact: ReadonlyMap<string, readonly number[]>;
  /** The places of the others. */
  readonly scan: readonly number[];
}

const isExact = ({ resources }: Exclusion): boolean =>
  resources?.every((pattern) => !pattern.includes('*')) === true;

const prepare = (exclusions: readonly Exclusion[]): Exclusions => {
  const exact = new Map<string, number[]>();
  const scan: number[] = [];
  for (const [i, exclusion] of exclusions.entries()) {
    if (!isExact(exclusion)) scan.push(i);
    else
      for (const name of exclusion.resources ?? []) {
        const places = exact.get(name) ?? [];
        places.push(i);
        exact.set(name, places);
      }
  }
  return { entries: exclusions.map(compile), exact, scan };
};

const prepared = new WeakMap<readonly Exclusion[], Exclusions>();

/** Makes a list of exclusions ready, once: an entry that names one resource costs nothing when another is judged. */
export const exclusionsOf = (exclusions: readonly Exclusion[]): Exclusions => {
  const known = prepared.get(exclusions) ?? prepare(exclusions);
  prepared.set(exclusions, known);
  return known;
};

/** The names under which a resource may stand in an exclusion; every name that it could have while it was not read. */
const namesOf = ({ exact }: Exclusions, { shownId, arn, name, canBeName }: Facts): readonly string[] => {
  if (!name || 'error' in name) return [shownId, arn, ...[...exact.keys()].filter(canBeName)];
  return [shownId, arn, ...(name.value === undefined ? [] : [name.value])];
};

/** An exclusion that may apply to a resource, in the order of the list. */
export interface Candidate {
  readonly entry: Compiled;
  /** Whether the keys about the resource hold; never `no`. */
  readonly holds: Match;
}

/** The exclusions that may apply to a resource, by what is known of it so far. */
export const candidates = (exclusions: Exclusions, facts: Facts): readonly Candidate[] => {
  const { entries, exact, scan } = exclusions;
  if (entries.length === 0) return [];
  const named = namesOf(exclusions, facts).flatMap((name) => exact.get(name) ?? []);
  const places = named.length === 0 ? scan : [...new Set([...scan, ...named])].sort((a, b) => a - b);
  const found: Candidate[] = [];
  for (const place of places) {
    const entry = entries[place];
    const holds = entry ? aboutResource(entry, facts) : 'no';
    if (entry && holds !== 'no') found.push({ entry, holds });
  }
  return found;
};

/** Of several entries the weightiest word counts. */
const ONE_SUFFICES: Readonly<Record<Match, number>> = {
  no: 0,
  shared: 1,
  unreadable: 2,
  tags: 3,
  name: 4,
  yes: 5,
};

/** What the exclusions say about one part. */
export interface PartMatch {
  readonly holds: Match;
  /** The first entry that says so; none where `holds` is `no`. */
  readonly exclusion?: Exclusion;
}

/** What the candidates for one template say about a part that lets in these addresses, or is about this software. */
export const matchPart = (
  entries: readonly Candidate[],
  addresses: () => readonly string[] | undefined,
  software?: Software,
): PartMatch => {
  let best: PartMatch = { holds: 'no' };
  for (const { entry, holds } of entries) {
    if (ONE_SUFFICES[holds] <= ONE_SUFFICES[best.holds]) continue;
    const isMeant = (!entry.sources || fromSources(entry, addresses())) && ofSoftware(entry, software);
    if (isMeant) best = { holds, exclusion: entry.exclusion };
    if (best.holds === 'yes') break;
  }
  return best;
};

/** Those candidates that are about this template. */
export const forTemplate = (entries: readonly Candidate[], template: string): readonly Candidate[] =>
  entries.filter(({ entry }) => entry.templates?.has(template) !== false);
