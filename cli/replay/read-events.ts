import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { isRecord, own } from '../../lambdas/core/base/json.ts';
import { UsageError } from '../exit.ts';

/** A recorded event as EventBridge would bring it, and where it stood. */
export interface Recorded {
  readonly from: string;
  readonly envelope: unknown;
}

const GZIP = [0x1f, 0x8b];

/** The largest file that is read, unpacked: CloudTrail's own have 50 MB at most. */
const MOST_BYTES = 512 * 1024 * 1024;

const unpacked = (content: Buffer): string =>
  (GZIP.every((byte, i) => content[i] === byte)
    ? gunzipSync(content, { maxOutputLength: MOST_BYTES })
    : content
  ).toString('utf8');

/** A bare CloudTrail record in the envelope that EventBridge puts around it. */
const envelopeOf = (value: unknown): unknown => {
  if (own(value, 'detail') !== undefined || own(value, 'eventSource') === undefined) return value;
  const service = String(own(value, 'eventSource')).split('.')[0];
  return {
    source: `aws.${service}`,
    'detail-type': 'AWS API Call via CloudTrail',
    account: own(value, 'recipientAccountId'),
    region: own(value, 'awsRegion'),
    time: own(value, 'eventTime'),
    detail: value,
  };
};

const recordsIn = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  const records = own(value, 'Records');
  return Array.isArray(records) ? records : [value];
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const fromLines = (text: string, from: string): readonly unknown[] =>
  text.split('\n').flatMap((line, i) => {
    if (line.trim() === '') return [];
    const value = parsed(line);
    if (value === undefined)
      throw new UsageError(
        `${from}:${i + 1} is no JSON. Give CloudTrail records or events, log files {"Records":[…]}, or one JSON document a line.`,
      );
    return recordsIn(value);
  });

/**
 * The events in a text: a CloudTrail record, an EventBridge envelope, a list of either, a log file `{"Records":[…]}`, or
 * one of these a line. Throws a UsageError that names the line which is none.
 */
export const eventsIn = (text: string, from: string): readonly Recorded[] => {
  const whole = parsed(text);
  const values = whole === undefined ? fromLines(text, from) : recordsIn(whole);
  return values.map((value, i) => {
    if (!isRecord(value))
      throw new UsageError(`${from}: event ${i + 1} is no object. Give CloudTrail records or events.`);
    return { from: values.length > 1 ? `${from}#${i + 1}` : from, envelope: envelopeOf(value) };
  });
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

/** The events of a file, a folder with everything below it, or `-` for standard input; any of it gzipped. */
export async function* readEvents(path: string): AsyncGenerator<Recorded> {
  if (path === '-') {
    yield* eventsIn(unpacked(await buffer(process.stdin)), 'standard input');
    return;
  }
  if (!existsSync(path))
    throw new UsageError(`There is no ${path}. Name a file, a folder, or - for standard input.`);
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder ? await filesIn(path) : [path];
  if (files.length === 0)
    throw new UsageError(`There are no files .json, .jsonl, .ndjson or .log below ${path}, gzipped or not.`);
  for (const file of files) yield* eventsIn(unpacked(await readFile(file)), file);
}
