/** A value of a condition: just this, anything, or what a policy variable stands for. */
export type Value = 'fixed' | 'open' | 'variable' | 'unreadable';

/** AWS counts a value as fixed when it has no wildcard and no policy variable. */
export const fixed = (value: string): Value => {
  if (/[*?]/.test(value.replaceAll(/\$\{[^{}$]*\}/g, ''))) return 'open';
  return value.includes('${') ? 'variable' : 'fixed';
};

/** Addresses count as anyone's when they are broader than /8 (IPv4) or /32 (IPv6). */
export const narrowCidr = (value: string): Value => {
  const [address = '', length] = value.split('/');
  const isIpv4 = /^\d{1,3}(\.\d{1,3}){3}$/.test(address);
  const isIpv6 = address.includes(':') && /^[\da-f:.]+$/i.test(address);
  if (isIpv4 || isIpv6) return Number(length ?? 128) >= (isIpv4 ? 8 : 32) ? 'fixed' : 'open';
  return fixed(value) === 'fixed' ? 'unreadable' : fixed(value);
};

/** `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*`: the organization is fixed, whatever the unit. */
export const fixedOrganization = (value: string): Value => fixed(value.split('/')[0] ?? '');

/** `arn:aws:s3:us-west-2:123456789012:accesspoint/*`: a fixed account is narrow, whatever the name. */
export const fixedAccount = (value: string): Value =>
  /^\d{12}$/.test(value.split(':')[4] ?? '') ? 'fixed' : fixed(value);
