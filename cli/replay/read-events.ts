import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { message } from '../../lambdas/core/base/errors.ts';
import { own } from '../../lambdas/core/base/json.ts';
import { UsageError } from '../exit.ts';
import { documentsIn, eventsWithin } from './unwrap.ts';

/** A recorded event as EventBridge would bring it, and where it stood. */
export interface Recorded {
  readonly from: string;
  readonly envelope: unknown;
}

const GZIP = [0x1f, 0x8b];

/** The largest file that is read, unpacked: CloudTrail's own have 50 MB at most. */
const MOST_BYTES = 512 * 1024 * 1024;

const bytesOf = (content: Buffer): Buffer =>
  GZIP.every((byte, i) => content[i] === byte)
    ? gunzipSync(content, { maxOutputLength: MOST_BYTES })
    : content;

/** Text as editors and PowerShell's `>` write it: UTF-8 or UTF-16, with or without a byte order mark. */
const textOf = (bytes: Buffer): string => {
  const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
  const isLittle =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes.length > 3 && bytes[1] === 0 && bytes[3] === 0);
  const encoding = isBig ? 'utf-16be' : isLittle ? 'utf-16le' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
};

const WANTED =
  'Give CloudTrail records or events: log files of a trail, the answer of aws cloudtrail lookup-events, EventBridge events, or one JSON document a line';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The console's "Download CSV" holds a summary of each event, without what was asked for. */
const isTable = (text: string): boolean => /^"?event (name|id|time)"?,/i.test(text);

const fromLines = (text: string, from: string): readonly unknown[] =>
  text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '') return [];
    const documents = documentsIn(line.trim());
    if (documents) return documents.flatMap((value) => eventsWithin(value));
    const why = isTable(text)
      ? 'is CSV as the console saves it, which has no request in it: choose "Download JSON" instead'
      : 'is no JSON';
    throw new UsageError(`${from}:${i + 1} ${why}. ${WANTED}.`);
  });

/**
 * The CloudTrail events in a text, however they are wrapped. Throws a UsageError that names the line which is no JSON,
 * or says that there is no CloudTrail event at all: a tool that looks for open doors gives no all-clear for nothing.
 */
export const eventsIn = (text: string, from: string): readonly Recorded[] => {
  const whole = parsed(text);
  const envelopes = whole === undefined ? fromLines(text, from) : eventsWithin(whole);
  if (envelopes.length === 0 && !isEmptyLog(whole))
    throw new UsageError(`${from} holds no CloudTrail event. ${WANTED}.`);
  return envelopes.map((envelope, i) => ({
    from: envelopes.length > 1 ? `${from}#${i + 1}` : from,
    envelope,
  }));
};

/** A trail writes files without events, too. */
const isEmptyLog = (value: unknown): boolean => {
  const records = own(value, 'Records');
  return Array.isArray(records) && records.length === 0;
};

/** Digests lie beside CloudTrail's log files, and hold no events. */
const NO_EVENTS = /(^|[/\\])(\.|CloudTrail-Digest)/;

const filesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(json|jsonl|ndjson|log)(\.gz)?$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !NO_EVENTS.test(path.slice(folder.length)))
    .sort();
};

/** A file of which nothing can be read, among others that can. */
export interface Unread {
  readonly from: string;
  readonly unread: string;
}

/** A file of a folder that is broken keeps nobody from the others. */
const tryFile = async (file: string): Promise<readonly (Recorded | Unread)[]> => {
  try {
    return eventsIn(textOf(bytesOf(await readFile(file))), file);
  } catch (error) {
    return [{ from: file, unread: message(error) }];
  }
};

async function* ofFolder(path: string): AsyncGenerator<Recorded | Unread> {
  const files = await filesIn(path);
  if (files.length === 0)
    throw new UsageError(`There are no files .json, .jsonl, .ndjson or .log below ${path}, gzipped or not.`);
  let events = 0;
  for (const file of files)
    for (const found of await tryFile(file)) {
      if ('envelope' in found) events += 1;
      yield found;
    }
  if (events === 0) throw new UsageError(`No file below ${path} holds a CloudTrail event. ${WANTED}.`);
}

/** A file that is asked for by name has something in it, or is the wrong one. */
const someIn = (text: string, from: string): readonly Recorded[] => {
  const events = eventsIn(text, from);
  if (events.length === 0) throw new UsageError(`${from} holds no CloudTrail event.`);
  return events;
};

/** The events of a file, a folder with everything below it, or `-` for standard input; any of it gzipped. */
export async function* readEvents(path: string): AsyncGenerator<Recorded | Unread> {
  if (path === '-') {
    yield* someIn(textOf(bytesOf(await buffer(process.stdin))), 'standard input');
    return;
  }
  if (!existsSync(path))
    throw new UsageError(`There is no ${path}. Name a file, a folder, or - for standard input.`);
  if ((await stat(path)).isDirectory()) yield* ofFolder(path);
  else yield* someIn(textOf(bytesOf(await readFile(path))), path);
}
