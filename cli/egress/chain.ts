import type { X509Certificate } from 'node:crypto';
import { isSelfSigned } from './certificates.ts';

const DEEPEST = 10;

const issued = (certificate: X509Certificate, by: X509Certificate): boolean =>
  certificate.issuer === by.subject && certificate.checkIssued(by) && certificate.verify(by.publicKey);

/**
 * Whether a chain, the leaf first, ends at a root among `anchors`: OpenSSL's rule, by which an intermediate authority alone
 * is no end. Names and dates are not looked at.
 */
export const trusts = (
  anchors: readonly X509Certificate[],
  [leaf, ...sent]: readonly X509Certificate[],
): boolean => {
  let current = leaf;
  for (let depth = 0; current && depth < DEEPEST; depth += 1) {
    const here = current;
    if (anchors.some(({ fingerprint256 }) => fingerprint256 === here.fingerprint256) && isSelfSigned(here))
      return true;
    const issuers = [...anchors, ...sent].filter((each) => each !== here && issued(here, each));
    if (issuers.some((each) => anchors.includes(each) && isSelfSigned(each))) return true;
    current = issuers.find((each) => !isSelfSigned(each));
  }
  return false;
};

/** The last certificate of a chain that its peer has sent, the root or the one beneath it. */
export const topOf = (chain: readonly X509Certificate[]): X509Certificate | undefined => chain.at(-1);

/** Whether the same authority stands above both chains. */
export const sameTop = (one: readonly X509Certificate[], other: readonly X509Certificate[]): boolean => {
  const keys = new Set(one.slice(1).map(({ fingerprint256 }) => fingerprint256));
  if (other.slice(1).some(({ fingerprint256 }) => keys.has(fingerprint256))) return true;
  const [top, otherTop] = [topOf(one), topOf(other)];
  return top !== undefined && top.issuer === otherTop?.issuer;
};
