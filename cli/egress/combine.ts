import type { X509Certificate } from 'node:crypto';
import { createHash } from 'node:crypto';
import { nameOf } from './certificates.ts';

export interface Source {
  /** Where they come from, for people. */
  readonly name: string;
  readonly certificates: readonly X509Certificate[];
}

export interface Skipped {
  readonly source: string;
  readonly subject: string;
  readonly reason: string;
}

export interface Combined {
  readonly certificates: readonly X509Certificate[];
  readonly skipped: readonly Skipped[];
}

const reasonAgainst = (certificate: X509Certificate, now: number): string | undefined => {
  if (Date.parse(certificate.validTo) < now) return `it has expired (${certificate.validTo})`;
  return certificate.ca ? undefined : 'it is no authority but the certificate of a host';
};

/** All authorities of the sources, each once, with a reason for each that is left out. Time is epoch milliseconds. */
export const combine = (sources: readonly Source[], now: number): Combined => {
  const kept = new Map<string, X509Certificate>();
  const skipped: Skipped[] = [];
  for (const { name, certificates } of sources)
    for (const certificate of certificates) {
      const reason = reasonAgainst(certificate, now);
      if (reason === undefined) kept.set(certificate.fingerprint256, certificate);
      else skipped.push({ source: name, subject: nameOf(certificate.subject), reason });
    }
  return { certificates: [...kept.values()], skipped };
};

/** One text for one set of certificates, in whatever order. */
export const fingerprintOf = (certificates: readonly X509Certificate[]): string =>
  createHash('sha256')
    .update([...new Set(certificates.map(({ fingerprint256 }) => fingerprint256))].sort().join('\n'))
    .digest('hex');

const STORE = '# system store ';

/** PEM with each subject as a comment, which every client skips. `store` is the fingerprint of the system's store. */
export const bundleText = (certificates: readonly X509Certificate[], store: string): string =>
  [
    `# Authorities for clients behind TLS inspection, made by drawbridge egress bundle.`,
    `${STORE}${store}`,
    ...certificates.flatMap((each) => ['', `# ${nameOf(each.subject)}`, each.toString().trim()]),
    '',
  ].join('\n');

/** The fingerprint that a bundle was made with; undefined in one that was made otherwise. */
export const storeOf = (text: string): string | undefined =>
  /^# system store ([0-9a-f]{64})$/m.exec(text)?.[1];
