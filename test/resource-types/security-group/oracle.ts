/**
 * What violates, the slow way and from the words of the catalogue alone: addresses as 128-bit integers, ports one by one.
 * Shares no code with what it judges.
 */

export interface Range {
  readonly version: 4 | 6;
  readonly prefix: number;
  readonly address: bigint;
}

export interface OracleRow {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** None for a group reference, several for a prefix list. */
  readonly ranges: readonly Range[];
}

export interface OraclePorts {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

const BITS = { 4: 32, 6: 128 } as const;

const first = ({ version, prefix, address }: Range): bigint => {
  const size = 1n << BigInt(BITS[version] - prefix);
  return (address / size) * size;
};
const last = (range: Range): bigint => first(range) + (1n << BigInt(BITS[range.version] - range.prefix)) - 1n;

/** RFC 1918, 6598, 1122, 3927; 4193 and 4291: first address and length. */
const PRIVATE: readonly Range[] = [
  { version: 4, address: 0x0a000000n, prefix: 8 },
  { version: 4, address: 0x64400000n, prefix: 10 },
  { version: 4, address: 0x7f000000n, prefix: 8 },
  { version: 4, address: 0xa9fe0000n, prefix: 16 },
  { version: 4, address: 0xac100000n, prefix: 12 },
  { version: 4, address: 0xc0a80000n, prefix: 16 },
  { version: 6, address: 0xfcn << 120n, prefix: 7 },
  { version: 6, address: 0xfe8n << 116n, prefix: 10 },
];

const isWithin = (inner: Range, outer: Range): boolean =>
  inner.version === outer.version && first(outer) <= first(inner) && last(inner) <= last(outer);

const NARROWEST = { 4: 16, 6: 48 } as const;
/** Whatever is broader than this counts at once. */
const BROAD = { 4: 7, 6: 31 } as const;

const counts = (range: Range): boolean =>
  range.prefix <= NARROWEST[range.version] && !PRIVATE.some((other) => isWithin(range, other));

const isHeld = (address: bigint, ranges: readonly Range[]): boolean =>
  ranges.some((range) => first(range) <= address && address <= last(range));

/** How many addresses between two bounds lie in at least one of the ranges: every stretch between two ends is asked for. */
const held = (ranges: readonly Range[], low: bigint, high: bigint): bigint => {
  const inside = ranges
    .flatMap((range) => [first(range), last(range) + 1n])
    .filter((end) => low < end && end <= high);
  const ends = [...new Set([low, ...inside, high + 1n])].sort((one, other) => (one < other ? -1 : 1));
  return ends.slice(1).reduce((sum, end, i) => {
    const start = ends[i] ?? end;
    return isHeld(start, ranges) ? sum + end - start : sum;
  }, 0n);
};

const BOUNDS = { 4: [0n, (1n << 32n) - 1n], 6: [0x2n << 124n, (0x4n << 124n) - 1n] } as const;

const areWorld = (ranges: readonly Range[], version: 4 | 6): boolean => {
  const [low, high] = BOUNDS[version];
  return held(ranges, low, high) * 4n >= (high - low + 1n) * 3n;
};

const coversPort = ({ protocol, from, to }: OracleRow, wanted: string, port: number): boolean => {
  if (protocol === '-1') return true;
  return protocol === wanted && from <= port && port <= to;
};

interface Part {
  readonly index: number;
  readonly range: Range;
}

/** The rows of one family that are the world together: of the lengths that it takes, what no other one holds. */
const together = (parts: readonly Part[], version: 4 | 6): readonly number[] => {
  for (let length: number = BROAD[version]; length <= NARROWEST[version]; length += 1) {
    const some = parts.filter(({ range }) => range.prefix <= length);
    if (
      !areWorld(
        some.map(({ range }) => range),
        version,
      )
    )
      continue;
    const isInside = ({ range }: Part) =>
      some.some((other) => other.range.prefix < range.prefix && isWithin(range, other.range));
    const rows = new Set(some.filter((part) => !isInside(part)).map(({ index }) => index));
    const left = parts.filter(({ index }) => !rows.has(index));
    return [...rows, ...together(left, version)];
  }
  return [];
};

const atPort = (rows: readonly OracleRow[], protocol: string, port: number): readonly number[] => {
  const there = rows.flatMap((row, index) => (coversPort(row, protocol, port) ? [{ row, index }] : []));
  const alone = there.filter(({ row }) => row.ranges.some(({ prefix }) => prefix === 0));
  const others = there.filter((one) => !alone.includes(one));
  const sums = ([4, 6] as const).flatMap((version) =>
    together(
      others.flatMap(({ row, index }) =>
        row.ranges
          .filter((range) => range.version === version && counts(range))
          .map((range) => ({ index, range })),
      ),
      version,
    ),
  );
  return [...alone.map(({ index }) => index), ...sums];
};

/** The indexes of the rows that violate. */
export const violating = (rows: readonly OracleRow[], ports: readonly OraclePorts[]): ReadonlySet<number> => {
  const found = new Set<number>();
  for (const { protocol, from, to } of ports)
    for (let port = from; port <= to; port += 1)
      for (const index of atPort(rows, protocol, port)) found.add(index);
  return found;
};
