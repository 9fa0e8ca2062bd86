import { ImageError } from '../disks/image-error.ts';
import { applyWal } from './sqlite-wal.ts';

const INTERIOR = 5;
const LEAF = 13;
const broken = (): never => {
  throw new ImageError('the sqlite database is broken');
};

/** SQLite's variable-length integer: seven bits a byte, nine bytes at most. */
const varint = (data: Buffer, at: number): readonly [value: number, next: number] => {
  let value = 0;
  for (let i = 0; i < 9; i += 1) {
    const byte = data[at + i] ?? broken();
    if (i === 8) return [value * 256 + byte, at + 9];
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + i + 1];
  }
  return broken();
};

const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0] as const;

const columnsOf = (row: Buffer): Buffer[] => {
  const [end, first] = varint(row, 0);
  const columns: Buffer[] = [];
  for (let [at, data] = [first, end]; at < end; ) {
    const [type, next] = varint(row, at);
    const length = type >= 12 ? Math.floor((type - 12) / 2) : (SIZES[type] ?? broken());
    columns.push(row.subarray(data, data + length));
    [at, data] = [next, data + length];
  }
  return columns;
};

interface Database {
  readonly page: (number: number) => Buffer;
  readonly usable: number;
  readonly pages: number;
  /** Of all that cells may hold together: cells that overlap would have no end. */
  readonly budget: { left: number };
}

const databaseOf = (file: Buffer): Database => {
  if (file.toString('latin1', 0, 15) !== 'SQLite format 3') throw new ImageError('it is no sqlite database');
  const size = file.readUInt16BE(16) === 1 ? 65536 : file.readUInt16BE(16);
  if (size < 512) return broken();
  const page = (number: number): Buffer =>
    number >= 1 && number * size <= file.length
      ? file.subarray((number - 1) * size, number * size)
      : broken();
  return {
    page,
    usable: size - (file[20] ?? 0),
    pages: Math.floor(file.length / size),
    budget: { left: 4 * file.length },
  };
};

/** What a cell holds, its overflow pages included (https://www.sqlite.org/fileformat2.html, 1.6). */
const payload = ({ page, usable, budget }: Database, leaf: Buffer, at: number, length: number): Buffer => {
  const most = usable - 35;
  budget.left -= length;
  if (budget.left < 0) return broken();
  if (length <= most) return leaf.subarray(at, at + length);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fits = least + ((length - least) % (usable - 4));
  const local = fits <= most ? fits : least;
  const parts = [leaf.subarray(at, at + local)];
  let next = leaf.readUInt32BE(at + local);
  for (let left = length - local; left > 0; left -= usable - 4) {
    const overflow = page(next);
    parts.push(overflow.subarray(4, 4 + Math.min(left, usable - 4)));
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
};

/** The pages below a page of a tree, with nothing left out but what the page does not say. */
const childrenOf = (data: Buffer, head: number): number[] => {
  const cells = data.readUInt16BE(head + 3);
  const children = Array.from({ length: cells }, (_, i) =>
    data.readUInt32BE(data.readUInt16BE(head + 12 + i * 2)),
  );
  return [...children, data.readUInt32BE(head + 8)];
};

/** The leaves of a table's tree; each page is met once, or the tree leads in circles. */
function* leavesOf(
  { page, pages }: Database,
  root: number,
): Generator<readonly [leaf: Buffer, head: number]> {
  const todo = [root];
  let visits = 0;
  for (let number = todo.pop(); number !== undefined; number = todo.pop()) {
    visits += 1;
    const data = page(number);
    const head = number === 1 ? 100 : 0;
    if (visits > pages || (data[head] !== LEAF && data[head] !== INTERIOR)) broken();
    if (data[head] === LEAF) yield [data, head];
    else todo.push(...childrenOf(data, head).toReversed());
  }
}

function* rowsOf(database: Database, root: number): Generator<Buffer[]> {
  for (const [leaf, head] of leavesOf(database, root)) {
    const cells = leaf.readUInt16BE(head + 3);
    for (let i = 0; i < cells; i += 1) {
      const [length, after] = varint(leaf, leaf.readUInt16BE(head + 8 + i * 2));
      yield columnsOf(payload(database, leaf, varint(leaf, after)[1], length));
    }
  }
}

/** The headers in rpm's sqlite database. Throws an ImageError where it is broken. */
export function* sqliteHeaders(file: Buffer, wal?: Buffer): Generator<Buffer> {
  const database = databaseOf(wal ? applyWal(file, wal) : file);
  for (const [type, name, , root] of rowsOf(database, 1)) {
    if (String(type) !== 'table' || String(name) !== 'Packages' || !root?.length) continue;
    for (const [, blob] of rowsOf(database, root.readUIntBE(0, Math.min(root.length, 6))))
      if (blob) yield blob;
  }
}
