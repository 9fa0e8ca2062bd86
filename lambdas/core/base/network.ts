import ipaddr from 'ipaddr.js';

/** Addresses that share a prefix, by their first 32 bits: from `start` up to, not including, `end`. */
export interface Block {
  readonly version: 4 | 6;
  readonly start: number;
  readonly end: number;
}

/** Every address of a family. */
export const WORLD = 'world';

/** No CIDR is longer, whatever its spelling. */
const MAX_LENGTH = 64;
const SPACE = 2 ** 32;

/** What addresses are measured against: all of IPv4, and IPv6's global unicast space 2000::/3 (RFC 4291). */
const INTERNET = { 4: { start: 0, end: SPACE }, 6: { start: 0x20000000, end: 0x40000000 } } as const;
/** How much of it is as good as all. */
const SHARE = 3 / 4;
/** Sources of a shorter prefix are broad; others are too narrow to add up to the world. */
const BROAD = { 4: 8, 6: 32 } as const;
/** fc00::/7 (RFC 4193) and fe80::/10 (RFC 4291): never the Internet, however broad. */
const PRIVATE: readonly Omit<Block, 'version'>[] = [
  { start: 0xfc000000, end: 0xfe000000 },
  { start: 0xfe800000, end: 0xfec00000 },
];

const parse = (cidr: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined => {
  if (cidr.length > MAX_LENGTH) return undefined;
  try {
    return ipaddr.parseCIDR(cidr);
  } catch {
    return undefined;
  }
};

const SLASH = 47;
const ZERO = 48;

/** The number after the slash; of what is not a CIDR, any number. */
const prefixLength = (cidr: string): number => {
  let length = 0;
  let place = 1;
  for (let i = cidr.length - 1; i >= 0 && cidr.charCodeAt(i) !== SLASH; i -= 1) {
    length += (cidr.charCodeAt(i) - ZERO) * place;
    place *= 10;
  }
  return length;
};

/** A cheap look at the prefix length alone spares almost every row the parser. */
const mayBeBroad = (cidr: string): boolean => {
  const length = prefixLength(cidr);
  return length < BROAD[4] || (length < BROAD[6] && cidr.includes(':'));
};

const blockOf = (address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number): Block => {
  const [a = 0, b = 0, c = 0, d = 0] = address.toByteArray();
  const size = 2 ** (32 - prefix);
  const start = Math.floor((a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / size) * size;
  return { version: address.kind() === 'ipv4' ? 4 : 6, start, end: start + size };
};

const isPrivate = ({ version, start, end }: Block): boolean =>
  version === 6 && PRIVATE.some((range) => range.start <= start && end <= range.end);

/**
 * What a CIDR can contribute to the world: all of it (prefix length 0, however it is spelt), a broad block that may add
 * up to it with others, or nothing: too narrow, private, or not a CIDR. Never throws.
 */
export const reachOf = (cidr: string): typeof WORLD | Block | undefined => {
  if (cidr === '0.0.0.0/0' || cidr === '::/0') return WORLD;
  if (!mayBeBroad(cidr)) return undefined;
  const parsed = parse(cidr);
  if (!parsed) return undefined;
  const [address, prefix] = parsed;
  if (prefix === 0) return WORLD;
  const block = blockOf(address, prefix);
  return prefix < BROAD[block.version] && !isPrivate(block) ? block : undefined;
};

/** Do these blocks of one family hold at least three quarters of the Internet? */
export const addUpToWorld = (blocks: readonly Block[]): boolean => {
  const version = blocks[0]?.version;
  if (!version) return false;
  const { start, end } = INTERNET[version];
  let held = 0;
  let reached: number = start;
  for (const block of blocks.toSorted((one, other) => one.start - other.start)) {
    const until = Math.min(block.end, end);
    held += Math.max(0, until - Math.max(block.start, reached));
    reached = Math.max(reached, until);
  }
  return held >= SHARE * (end - start);
};

/** One spelling for each CIDR: `208.236.235.254/0` is `0.0.0.0/0`. What is not a CIDR stays as it is. */
export const canonicalCidr = (cidr: string): string => {
  const parsed = parse(cidr);
  if (!parsed) return cidr;
  const [address, prefix] = parsed;
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const network = family.networkAddressFromCIDR(cidr);
  return `${network.toString().replace(/%.*/, '')}/${prefix}`;
};
