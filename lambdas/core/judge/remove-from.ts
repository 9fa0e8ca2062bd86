import type { Clock, Fixed } from '../base/ports.ts';

/** How long to wait after each try that seems to have failed: AWS may answer from before a write for a moment. */
const PAUSES_MS = [250, 1000, undefined] as const;

/** A setting of a resource that AWS replaces as a whole. */
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
 * Removes parts by their content. Each try reads just before it writes, since most services know no conditional write here, and
 * looks again afterwards: what somebody wrote before the read survives, what somebody puts back is removed again.
 */
export const removeFrom = async <Document, Part>(
  setting: Setting<Document>,
  parts: readonly Part[],
  contentOf: (part: Part) => string,
  clock: Pick<Clock, 'sleep'>,
): Promise<Fixed<Part>> => {
  const wanted = new Set(parts.map(contentOf));
  const written = new Set<string>();
  let seen = await present(setting, wanted);
  for (const pause of PAUSES_MS) {
    if (seen.there.size === 0) break;
    await setting.writeWithout(seen.document, seen.there);
    for (const content of seen.there) written.add(content);
    seen = await present(setting, wanted);
    if (seen.there.size === 0 || pause === undefined) break;
    await clock.sleep(pause);
    seen = await present(setting, wanted);
  }
  const gone = parts.filter((part) => !seen.there.has(contentOf(part)));
  return {
    gone,
    removed: gone.filter((part) => written.has(contentOf(part))),
    left: parts.filter((part) => seen.there.has(contentOf(part))),
  };
};
