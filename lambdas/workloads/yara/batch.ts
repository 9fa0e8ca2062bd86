import { MIB } from '../disks/bytes.ts';
import { type Hit, ScanError, type Yara } from './yara.ts';

/** A file's content. */
export interface Content {
  readonly path: string;
  readonly data: Buffer;
}

export type OnHits = (file: Content, hits: readonly Hit[]) => void;
export type OnProblem = (path: string, error: Error) => void;

/** A look has a price of its own, so small files share one. */
const LARGE = MIB;
const MOST_FILES = 500;
/** No class of characters in a rule goes across it. */
const BETWEEN = Buffer.from('\n\0\0\n');

const joined = (files: readonly Content[]): { readonly data: Buffer; readonly starts: readonly number[] } => {
  const starts: number[] = [];
  let at = 0;
  for (const { data } of files) {
    starts.push(at);
    at += data.length + BETWEEN.length;
  }
  return { data: Buffer.concat(files.flatMap(({ data }) => [data, BETWEEN])), starts };
};

/** The hits that lie within one of several files, as those of that file. */
const within = (hits: readonly Hit[], start: number, length: number): readonly Hit[] =>
  hits.flatMap((hit) => {
    const matches = hit.matches
      .filter((match) => match.offset >= start && match.offset + match.length <= start + length)
      .map((match) => ({ ...match, offset: match.offset - start }));
    return matches.length > 0 ? [{ ...hit, matches }] : [];
  });

/**
 * Looks into files by rules that hold wherever their patterns are. One that takes too long, or has so many hits that those of
 * others might be lost, is looked at by itself.
 */
export const batches = (yara: Yara, most: number, onHits: OnHits, onProblem: OnProblem) => {
  let waiting: Content[] = [];
  let bytes = 0;

  const alone = async (file: Content): Promise<void> => {
    try {
      onHits(file, await yara.scan(file.data));
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      onProblem(file.path, error);
    }
  };

  /** The hits in several files at once, unless one of them keeps those of the others from being known. */
  const hitsOf = async (data: Buffer): Promise<readonly Hit[] | undefined> => {
    try {
      const hits = await yara.scan(data);
      return hits.some(({ matches }) => matches.length >= most) ? undefined : hits;
    } catch (error) {
      if (error instanceof ScanError) return undefined;
      throw error;
    }
  };

  const together = async (files: readonly Content[]): Promise<boolean> => {
    const { data, starts } = joined(files);
    const hits = await hitsOf(data);
    if (!hits) return false;
    for (const [i, file] of files.entries()) {
      const own = within(hits, starts[i] ?? 0, file.data.length);
      if (own.length > 0) onHits(file, own);
    }
    return true;
  };

  /** Half of them and half again, until the one that is to blame is by itself. */
  const lookAt = async (files: readonly Content[]): Promise<void> => {
    const [only] = files;
    if (!only) return;
    if (files.length === 1) return alone(only);
    if (await together(files)) return;
    const half = Math.ceil(files.length / 2);
    await lookAt(files.slice(0, half));
    await lookAt(files.slice(half));
  };

  const flush = async (): Promise<void> => {
    const files = waiting;
    waiting = [];
    bytes = 0;
    await lookAt(files);
  };

  const add = async (file: Content): Promise<void> => {
    waiting.push(file);
    bytes += file.data.length;
    if (bytes >= LARGE || waiting.length >= MOST_FILES) await flush();
  };

  return { add, flush };
};
