import { closeSync, createReadStream, existsSync, openSync, readSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { bytesOf, unpack, zipEntries } from '../../../lambdas/workloads/zip.ts';
import { UsageError } from '../../exit.ts';

const LOG = /(^|[\\/])(nsdebuglog|access)[^\\/]*\.log(\.\d+)?$/i;
const MOST = 2 ** 31 - 1;

const isZip = (head: Buffer): boolean => head.toString('latin1', 0, 2) === 'PK';
const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

const headOf = (file: string): Buffer => {
  const head = Buffer.alloc(4);
  const opened = openSync(file, 'r');
  try {
    readSync(opened, head, 0, head.length, 0);
  } finally {
    closeSync(opened);
  }
  return head;
};

const whole = async (stream: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** The logs in an archive as the client saves them; rotated ones first, as they are older. */
const inZip = async (stream: Readable, name: string): Promise<readonly Readable[]> => {
  const file = bytesOf(await whole(stream));
  const entries = (await zipEntries(file)).filter((entry) => LOG.test(entry.name));
  if (entries.length === 0)
    throw new UsageError(
      `${name} holds no nsdebuglog.log: save the logs in the client again, or name the file itself.`,
    );
  const oldest = entries.toSorted((one, other) =>
    other.name.localeCompare(one.name, 'en', { numeric: true }),
  );
  return Promise.all(oldest.map(async (entry) => Readable.from([await unpack(file, entry, MOST)])));
};

const peeked = async (stream: Readable): Promise<readonly [Buffer, Readable]> => {
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const { value: head = Buffer.alloc(0), done } = await iterator.next();
  const all = async function* () {
    yield head;
    if (done) return;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  return [head, Readable.from(all())];
};

const streamsOf = async (name: string): Promise<readonly Readable[]> => {
  if (name !== '-' && !existsSync(name)) throw new UsageError(`There is no file ${name}: check the path.`);
  if (name !== '-' && statSync(name).isDirectory())
    throw new UsageError(`${name} is a folder. Name the log, or the zip.`);
  const [head, stream] =
    name === '-' ? await peeked(process.stdin) : ([headOf(name), createReadStream(name)] as const);
  if (isZip(head)) return inZip(stream, name);
  return [isGzip(head) ? stream.pipe(createGunzip()) : stream];
};

/** The lines of a log, of one in gzip, of all logs in a zip, or of standard input (`-`), as they come. */
export async function* linesOf(name: string): AsyncGenerator<string> {
  for (const stream of await streamsOf(name))
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
}
