import { addressOf } from '../base/network.ts';

/**
 * A value of a condition: just this, whatever one account or one role has, anything, what a policy variable stands for,
 * or nothing that can be read.
 */
export type Value = 'fixed' | 'pinned' | 'open' | 'variable' | 'unreadable';

/** `arn:aws:iam::111122223333:role/ci-*`, `AROAEXAMPLEID:*`, `111122223333:*`: the wildcard leaves account or role alone. */
const PINS = /^(arn:[^:]*:[^:]*:[^:]*:\d{12}:|A(IDA|ROA)[A-Z0-9]+:|\d{12}:)/;

/** AWS counts a value as fixed when it has no wildcard and no policy variable. */
export const fixed = (value: string): Value => {
  if (/[*?]/.test(value.replaceAll(/\$\{[^{}$]*\}/g, ''))) return PINS.test(value) ? 'pinned' : 'open';
  return value.includes('${') ? 'variable' : 'fixed';
};

/** Addresses count as anyone's when they are broader than /8 (IPv4) or /32 (IPv6). */
export const narrowCidr = (value: string): Value => {
  const address = addressOf(value);
  if (!address) return 'unreadable';
  return address.prefix >= (address.version === 4 ? 8 : 32) ? 'fixed' : 'open';
};

/** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*`: the organization is fixed, whatever the unit. */
export const fixedOrganization = (value: string): Value => fixed(value.split('/')[0] ?? '');

/** `arn:aws:s3:us-west-2:123456789012:accesspoint/*`: a fixed account is narrow, whatever the name. */
export const fixedAccount = (value: string): Value =>
  /^\d{12}$/.test(value.split(':')[4] ?? '') ? 'fixed' : fixed(value);

/** A flag that must be set. */
export const isTrue = (value: string): Value => (value.toLowerCase() === 'true' ? 'fixed' : 'open');
