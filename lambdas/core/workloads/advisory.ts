/** Versions that an advisory holds for: a row of events, each where it begins or ends. */
export type VersionEvent =
  | { readonly introduced: string }
  | { readonly fixed: string }
  | { readonly last_affected: string };

/** What an advisory says about one package, ready to be matched. */
export interface AdvisoryRow {
  /** Of the package in the release's own spelling: for Debian and Alpine that of the source. */
  readonly name: string;
  readonly id: string;
  readonly cves: readonly string[];
  readonly ranges: readonly (readonly VersionEvent[])[];
  /** Exact versions, only where there is no range. */
  readonly versions?: readonly string[];
  /** CVSS base score, 0 to 10. */
  readonly cvss?: number;
  /** How the vulnerability is reached. */
  readonly vector?: Vector;
  /** The publisher's own word, where it is one of four. */
  readonly rating?: Rating;
  /** The module streams of an rpm that it holds for, `nodejs:20`; none where they are not named. Absent: for no module. */
  readonly modules?: readonly string[];
}

/** CVSS's attack vector: network, adjacent, local, physical. */
export type Vector = 'N' | 'A' | 'L' | 'P';
export type Rating = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';

/** What is known of a CVE beside the advisories. */
export interface Enrichment {
  /** In CISA's catalogue of known exploited vulnerabilities. */
  readonly kev?: true;
  /** How likely it is exploited within 30 days, 0 to 1 (FIRST's EPSS). */
  readonly epss?: number;
  readonly cvss?: number;
  readonly vector?: Vector;
}
