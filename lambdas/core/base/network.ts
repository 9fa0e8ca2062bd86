import ipaddr from 'ipaddr.js';

/** Addresses that share a prefix, in units of their first 32 bits: from `start` up to, not including, `end`. */
export interface Block {
  readonly version: 4 | 6;
  readonly prefix: number;
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
/** Sources of a shorter prefix are broad: whatever adds up to the world with them goes as a whole. */
const BROAD = { 4: 8, 6: 32 } as const;
/** Longer prefixes are too narrow to add up to the world. */
const LONGEST = { 4: 16, 6: 48 } as const;
/** Never the Internet: RFC 1918, 6598, 1122 and 3927; fc00::/7 (RFC 4193) and fe80::/10 (RFC 4291). */
const PRIVATE = {
  4: [
    { start: 0x0a000000, end: 0x0b000000 },
    { start: 0x64400000, end: 0x64800000 },
    { start: 0x7f000000, end: 0x80000000 },
    { start: 0xa9fe0000, end: 0xa9ff0000 },
    { start: 0xac100000, end: 0xac200000 },
    { start: 0xc0a80000, end: 0xc0a90000 },
  ],
  6: [
    { start: 0xfc000000, end: 0xfe000000 },
    { start: 0xfe800000, end: 0xfec00000 },
  ],
} as const;

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
const mayCount = (cidr: string): boolean => {
  const length = prefixLength(cidr);
  return length <= LONGEST[4] || (length <= LONGEST[6] && cidr.includes(':'));
};

const blockOf = (address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number): Block => {
  // What lies beyond the first 32 bits is a fraction; 48 bits of them are exact in a double.
  const first = address.toByteArray().slice(0, 6);
  const value = first.reduce((sum, byte, i) => sum + byte * 2 ** (24 - 8 * i), 0);
  const size = 2 ** (32 - prefix);
  const start = Math.floor(value / size) * size;
  return { version: address.kind() === 'ipv4' ? 4 : 6, prefix, start, end: start + size };
};

const isPrivate = ({ version, start, end }: Block): boolean =>
  PRIVATE[version].some((range) => range.start <= start && end <= range.end);

/**
 * What a CIDR can contribute to the world: all of it (prefix length 0, however it is spelt), a public block that may add
 * up to it with others, or nothing: too narrow, private, or not a CIDR. Never throws.
 */
export const reachOf = (cidr: string): typeof WORLD | Block | undefined => {
  if (cidr === '0.0.0.0/0' || cidr === '::/0') return WORLD;
  if (!mayCount(cidr)) return undefined;
  const parsed = parse(cidr);
  if (!parsed) return undefined;
  const [address, prefix] = parsed;
  if (prefix === 0) return WORLD;
  const block = blockOf(address, prefix);
  return prefix <= LONGEST[block.version] && !isPrivate(block) ? block : undefined;
};

/** Is one block at least three quarters of the Internet, or do several of one family hold that much? */
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

/** The outermost of the blocks: what lies within a larger one adds nothing to it. Equal ones are all outermost. */
const outermost = <Item extends Block>(blocks: readonly Item[]): readonly Item[] => {
  let end = Number.NEGATIVE_INFINITY;
  let prefix = 0;
  return blocks
    .toSorted((one, other) => one.start - other.start || one.prefix - other.prefix)
    .filter((block) => {
      if (block.end <= end) return block.prefix === prefix;
      ({ end, prefix } = block);
      return true;
    });
};

/** The lengths at which a sum is looked at: everything broad at once, then bit by bit. */
const lengthsOf = (version: 4 | 6): readonly number[] =>
  Array.from({ length: LONGEST[version] - BROAD[version] + 2 }, (_, i) => BROAD[version] - 1 + i);

/**
 * The blocks of one family that are the world together, none where they are not: the broad ones if those are enough,
 * else also longer ones, as few lengths as it takes. What the sum does not need is left out: longer blocks, and those
 * within others, which may be the world again without these.
 */
export const blocksOfWorld = <Item extends Block>(blocks: readonly Item[]): readonly Item[] => {
  const version = blocks[0]?.version;
  if (!version || !addUpToWorld(blocks)) return [];
  const upTo = (length: number) => blocks.filter(({ prefix }) => prefix <= length);
  const length = lengthsOf(version).find((one) => addUpToWorld(upTo(one))) ?? LONGEST[version];
  return outermost(upTo(length));
};

/** Do these CIDRs let in the world, alone or together? */
export const areWorld = (cidrs: readonly string[]): boolean => {
  const reaches = cidrs.map(reachOf);
  const blocks = reaches.filter((reach) => reach !== undefined && reach !== WORLD);
  return (
    reaches.includes(WORLD) ||
    ([4, 6] as const).some((version) => addUpToWorld(blocks.filter((block) => block.version === version)))
  );
};

/** Family and prefix length of an address or a CIDR as policies spell them; undefined where a text is neither. */
export const addressOf = (text: string): { readonly version: 4 | 6; readonly prefix: number } | undefined => {
  if (text.length > MAX_LENGTH || !/^[\da-f.:]+(\/\d{1,3})?$/i.test(text)) return undefined;
  if (text.includes('/')) {
    if (ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) return { version: 4, prefix: prefixLength(text) };
    return ipaddr.IPv6.isValidCIDR(text) ? { version: 6, prefix: prefixLength(text) } : undefined;
  }
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return { version: 4, prefix: 32 };
  return ipaddr.IPv6.isValid(text) ? { version: 6, prefix: 128 } : undefined;
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
