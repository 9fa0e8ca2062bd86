import type { Clock, Fixed } from '../core/ports.ts';
import { type BucketPart, contentOf } from './model.ts';

/** How long to wait before each try; S3 may answer from before a write for a moment. */
const TRIES_MS = [0, 250, 1000] as const;

/** A setting of a bucket that S3 replaces as a whole. */
export interface Setting<Document> {
  read(): Promise<Document>;
  /** The contents of the parts in it. */
  contents(document: Document): readonly string[];
  /** Writes it back without the parts of these contents, the rest as it is. */
  writeWithout(document: Document, contents: ReadonlySet<string>): Promise<void>;
}

const present = async <Document>(setting: Setting<Document>, wanted: ReadonlySet<string>) => {
  const document = await setting.read();
  const there = new Set(setting.contents(document).filter((content) => wanted.has(content)));
  return { document, there };
};

/**
 * Removes parts by their content. Each try reads just before it writes, since S3 knows no conditional write here, and
 * looks again afterwards: what somebody wrote before the read survives, what somebody puts back is removed again.
 */
export const removeFrom = async <Document>(
  setting: Setting<Document>,
  parts: readonly BucketPart[],
  clock: Pick<Clock, 'sleep'>,
): Promise<Fixed<BucketPart>> => {
  const wanted = new Set(parts.map(contentOf));
  const written = new Set<string>();
  let left: ReadonlySet<string> = wanted;
  for (const pause of TRIES_MS) {
    if (pause > 0) await clock.sleep(pause);
    const { document, there } = await present(setting, wanted);
    left = there;
    if (there.size === 0) break;
    await setting.writeWithout(document, there);
    for (const content of there) written.add(content);
    left = (await present(setting, wanted)).there;
    if (left.size === 0) break;
  }
  const gone = parts.filter((part) => !left.has(contentOf(part)));
  return {
    gone,
    removed: gone.filter((part) => written.has(contentOf(part))),
    left: parts.filter((part) => left.has(contentOf(part))),
  };
};
