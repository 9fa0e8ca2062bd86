import { type Bytes, KIB } from './bytes.ts';

/** Bytes from the start of the disk. */
export interface Partition {
  readonly start: number;
  readonly size: number;
}

const SECTORS = [512, 4096] as const;
const MOST_PARTITIONS = 128;
const EXTENDED = new Set([0x05, 0x0f, 0x85]);

const readAtMost = (disk: Bytes, offset: number, length: number): Promise<Buffer> | undefined =>
  offset >= 0 && offset + length <= disk.size ? disk.read(offset, length) : undefined;

const entryAt = (table: Buffer, at: number, sector: number): Partition | undefined => {
  if (table.subarray(at, at + 16).every((byte) => byte === 0)) return undefined;
  const [first, last] = [table.readBigUInt64LE(at + 32), table.readBigUInt64LE(at + 40)].map(Number);
  if (!first || !last || last < first) return undefined;
  return { start: first * sector, size: (last - first + 1) * sector };
};

/** UEFI specification 2.10, section 5.3. */
const gptAt = async (disk: Bytes, at: number, sector: number): Promise<Partition[] | undefined> => {
  const header = await readAtMost(disk, at, 512);
  if (header?.toString('latin1', 0, 8) !== 'EFI PART') return undefined;
  const [count, size] = [Math.min(header.readUInt32LE(80), MOST_PARTITIONS), header.readUInt32LE(84)];
  if (size < 128 || size > 4 * KIB) return undefined;
  const table = await readAtMost(disk, Number(header.readBigUInt64LE(72)) * sector, count * size);
  if (!table) return undefined;
  return Array.from({ length: count }, (_, i) => entryAt(table, i * size, sector) ?? []).flat();
};

/** The first header, or the second at the end of the disk where the first is gone. */
const gpt = async (disk: Bytes): Promise<Partition[] | undefined> => {
  for (const sector of SECTORS) {
    const end = Math.floor(disk.size / sector) - 1;
    const found = (await gptAt(disk, sector, sector)) ?? (await gptAt(disk, end * sector, sector));
    if (found) return found;
  }
  return undefined;
};

interface Slot extends Partition {
  readonly type: number;
}

/** The four slots of a master or extended boot record; none where its mark is missing. */
const slotsAt = async (disk: Bytes, base: number, extendedBase = base): Promise<Slot[]> => {
  const record = await readAtMost(disk, base, 512);
  if (record?.readUInt16LE(510) !== 0xaa55) return [];
  return [446, 462, 478, 494].map((at) => {
    const type = record[at + 4] ?? 0;
    const from = EXTENDED.has(type) ? extendedBase : base;
    return {
      type,
      start: from + record.readUInt32LE(at + 8) * 512,
      size: record.readUInt32LE(at + 12) * 512,
    };
  });
};

/** The chain of logical partitions inside an extended one. */
const logical = async (disk: Bytes, extended: Slot): Promise<Partition[]> => {
  const found: Partition[] = [];
  const seen = new Set<number>();
  for (let next: Slot | undefined = extended; next && seen.size < MOST_PARTITIONS; ) {
    if (seen.has(next.start)) break;
    seen.add(next.start);
    const slots: Slot[] = await slotsAt(disk, next.start, extended.start);
    found.push(...slots.filter(({ type, size }) => size > 0 && !EXTENDED.has(type)));
    next = slots.find(({ type, size }) => size > 0 && EXTENDED.has(type));
  }
  return found;
};

const mbr = async (disk: Bytes): Promise<Partition[]> => {
  const slots = (await slotsAt(disk, 0)).filter(({ type, size, start }) => type > 0 && size > 0 && start > 0);
  const each = slots.map((slot) => (EXTENDED.has(slot.type) ? logical(disk, slot) : [slot]));
  return (await Promise.all(each)).flat();
};

/** The partitions of a disk in the order of its table (GPT, else MBR); none where it has no table. */
export const partitionsOf = async (disk: Bytes): Promise<readonly Partition[]> =>
  (await gpt(disk)) ?? (await mbr(disk));
