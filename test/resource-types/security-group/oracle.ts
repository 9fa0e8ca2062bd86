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

const within = (range: Range, low: bigint, high: bigint): boolean =>
  low <= first(range) && last(range) <= high;

const isPrivate = (range: Range): boolean =>
  range.version === 6 &&
  (within(range, 0xfcn << 120n, (0xfen << 120n) - 1n) ||
    within(range, 0xfe8n << 116n, (0xfecn << 116n) - 1n));

const isBroad = (range: Range): boolean => range.prefix < (range.version === 4 ? 8 : 32) && !isPrivate(range);

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

const atPort = (rows: readonly OracleRow[], protocol: string, port: number): readonly number[] => {
  const there = rows.flatMap((row, index) => (coversPort(row, protocol, port) ? [{ row, index }] : []));
  const alone = there.filter(({ row }) => row.ranges.some(({ prefix }) => prefix === 0));
  const others = there.filter((one) => !alone.includes(one));
  const together = ([4, 6] as const).flatMap((version) => {
    const broad = (row: OracleRow) =>
      row.ranges.filter((range) => range.version === version && isBroad(range));
    const mine = others.filter(({ row }) => broad(row).length > 0);
    return areWorld(
      mine.flatMap(({ row }) => broad(row)),
      version,
    )
      ? mine
      : [];
  });
  return [...alone, ...together].map(({ index }) => index);
};

/** The indexes of the rows that violate. */
export const violating = (rows: readonly OracleRow[], ports: readonly OraclePorts[]): ReadonlySet<number> => {
  const found = new Set<number>();
  for (const { protocol, from, to } of ports)
    for (let port = from; port <= to; port += 1)
      for (const index of atPort(rows, protocol, port)) found.add(index);
  return found;
};
