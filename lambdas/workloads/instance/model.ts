import type { Rating } from '../../core/workloads/advisory.ts';
import { type FixUnit, unitText } from '../../core/workloads/fix-units.ts';
import type { Manager } from '../../core/workloads/package.ts';
import type { Vulnerability } from '../../core/workloads/vulnerability.ts';
import type { Secret } from '../secrets/secret.ts';
import type { Threat } from '../threats/threat.ts';

/** An update that an instance lacks, as a plain value: the ledger keeps it. */
export interface Update {
  readonly sort: 'update';
  readonly key: string;
  /** `openssl 3.0.9-1 → 3.0.11-1, CVE-2023-5363 KEV, +3`. */
  readonly text: string;
  readonly manager: Manager;
  readonly package: string;
  readonly version: string;
  readonly fixed?: string;
  readonly paths: readonly string[];
  /** Of the worst of its vulnerabilities. */
  readonly severity: Rating;
  /** One of them is in CISA's catalogue. */
  readonly exploited: boolean;
  /** All that it fixes: CVEs, and the advisory's own id where it has none. */
  readonly cves: readonly string[];
  /** The worst of them, the very worst first. */
  readonly vulnerabilities: readonly Omit<Vulnerability, 'package' | 'version' | 'path'>[];
}

export type NotScanned = 'Skipped' | 'Unsupported' | 'Failed' | 'Partial';

/** Why an instance is not known whole. */
export interface Gap {
  readonly sort: 'gap';
  readonly status: NotScanned;
  readonly reason: string;
}

/** A secret that lies on an instance. What it is, is nowhere. */
export interface SecretPart extends Secret {
  readonly sort: 'secret';
}

/** Something that means harm. */
export interface ThreatPart extends Threat {
  readonly sort: 'threat';
}

export type Part = Update | Gap | SecretPart | ThreatPart;

/** An EC2 instance as its scan has shown it. */
export interface Instance {
  readonly id: string;
  /** The worst first. */
  readonly updates: readonly Update[];
  readonly secrets: readonly SecretPart[];
  readonly threats: readonly ThreatPart[];
  readonly gap?: Gap;
  /** Ports that the Internet reaches, `tcp 443`; none where it reaches none, absent where that is not known. */
  readonly reachable?: readonly string[];
  /** How likely one of the vulnerabilities is used within 30 days, in percent. */
  readonly risk?: number;
  /** What fixes the updates, a command for each package manager. */
  readonly commands: readonly string[];
}

/** A ledger entry takes so many; the others are counted. */
export const MOST_UPDATES = 100;
export const MOST_SECRETS = 200;
export const MOST_THREATS = 100;
const MOST_VULNERABILITIES = 10;

const namesOf = ({ id, cves }: Vulnerability): readonly string[] => (cves.length > 0 ? cves : [id]);

export const updateOf = (unit: FixUnit): Update => {
  const { manager, package: name, version, fixed, paths, vulnerabilities } = unit;
  const text = unitText(unit);
  return {
    sort: 'update',
    key: `${manager}/${text}`,
    text,
    manager,
    package: name,
    version,
    ...(fixed !== undefined && { fixed }),
    paths,
    severity: vulnerabilities[0]?.severity ?? 'LOW',
    exploited: vulnerabilities.some(({ kev }) => kev),
    cves: [...new Set(vulnerabilities.flatMap(namesOf))],
    vulnerabilities: vulnerabilities
      .slice(0, MOST_VULNERABILITIES)
      .map(({ package: _, version: __, path: ___, ...rest }) => rest),
  };
};

const ID = /^i-[0-9a-f]{8,17}$/;

export const isInstanceId = (text: string): boolean => ID.test(text);

const sorted =
  <Sort extends Part['sort']>(sort: Sort) =>
  (parts: readonly unknown[]): readonly Extract<Part, { sort: Sort }>[] =>
    (parts as readonly Part[]).filter((part): part is Extract<Part, { sort: Sort }> => part?.sort === sort);

/** The updates among the parts of an entry of the ledger, which may be anything. */
export const updatesIn = sorted('update');
const secretsAmong = sorted('secret');
export const threatsAmong = sorted('threat');

/** What the parts of an entry of the ledger say that was found on an instance. */
export const foundIn = (parts: readonly unknown[]): Pick<Instance, 'updates' | 'secrets' | 'threats'> => ({
  updates: updatesIn(parts),
  secrets: secretsAmong(parts),
  threats: threatsAmong(parts),
});

/** `private-key in /home/ec2-user/.ssh/id_ed25519:1 (3fa9c1d2e4b5)`. */
export const secretText = ({ rule, path, line, hash }: Secret): string =>
  `${rule} in ${path}:${line} (${hash})`;

export const secretPart = (secret: Secret): SecretPart => ({ sort: 'secret', ...secret });

export const threatPart = (threat: Threat): ThreatPart => ({ sort: 'threat', ...threat });
