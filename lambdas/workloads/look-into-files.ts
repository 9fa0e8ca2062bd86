import { type Found, readContents } from './contents.ts';
import { MIB } from './disks/bytes.ts';
import type { Tree } from './disks/tree.ts';
import type { Inside, Seen, Wanted } from './inside.ts';
import { NEVER, type Scope, USUAL } from './packages/application-packages.ts';
import { isNobodys, SECRET_PLACES } from './secrets/places.ts';
import { SECRET_SOURCE } from './secrets/rules.ts';
import type { Secret } from './secrets/secret.ts';
import { secretsIn } from './secrets/secrets-in.ts';
import { isText, MOST_TEXT, mayBeText } from './secrets/text.ts';
import { ownFinder, threatsIn } from './threats/find-threats.ts';
import { NO_RULES } from './threats/own-rules.ts';
import { MEDIA, THREAT_PLACES } from './threats/places.ts';
import { THREAT_SOURCE } from './threats/rules.ts';
import type { Threat } from './threats/threat.ts';
import { batches, type Content } from './yara/batch.ts';
import { type Hit, openYara, type Yara } from './yara/yara.ts';

/** Of one pattern, in all files that are looked at together. */
const MOST_MATCHES = 2000;
const LIMITS = { scanMs: 5000, compileMs: 30_000, most: MOST_MATCHES };
const MOST_PROBLEMS = 1000;
/** Larger ones are data; bytes. */
const LARGEST = { changed: 16 * MIB, everywhere: 64 * MIB };
/** Thrown away at the next start, and so a place for what should not last. */
const TEMPORARY = new Set(['/tmp', '/var/tmp', '/dev']);

const isBelow = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => folder === '/' || path.startsWith(`${folder}/`));

/** What is looked for where. */
const placesOf = ({ scope, paths }: Scope, { secretKey, threats }: Wanted) => {
  const texts = scope === 'all' ? ['/'] : [...USUAL, ...SECRET_PLACES, ...paths];
  const all = threats?.everywhere || scope === 'all' ? ['/'] : [...THREAT_PLACES, ...paths];
  return {
    folders: [...new Set([...(secretKey ? texts : []), ...(threats ? all : [])])],
    mayHoldSecrets: ({ path, size }: Pick<Found, 'path' | 'size'>): boolean =>
      secretKey !== undefined &&
      size <= MOST_TEXT &&
      mayBeText(path) &&
      !isNobodys(path) &&
      isBelow(path, texts),
    mayBeThreat: ({ path, size }: Found): boolean =>
      threats !== undefined &&
      size <= (threats.everywhere ? LARGEST.everywhere : LARGEST.changed) &&
      (threats.everywhere || !MEDIA.test(path)) &&
      isBelow(path, all),
  };
};

const byPlace = (one: Secret, other: Secret): number =>
  (one.path === other.path ? one.line - other.line : 0) || (one.path < other.path ? -1 : 1);

/** The engine with our own rules. */
export const openOwnRules = (wanted: Pick<Wanted, 'secretKey' | 'threats'>): Promise<Yara> =>
  openYara(
    [...(wanted.secretKey ? [SECRET_SOURCE] : []), ...(wanted.threats ? [THREAT_SOURCE] : [])],
    [],
    LIMITS,
  );

interface Notes {
  readonly secrets: Secret[];
  readonly threats: Threat[];
}

/** What is found in files by rules of ours, as it comes. */
export const finder = (
  yara: Yara,
  key: Buffer | undefined,
  mayHoldSecrets: (file: { readonly path: string; readonly size: number }) => boolean,
  onProblem: (path: string, error: Error) => void,
) => {
  const notes = new Map<string, Notes>();
  const noteOf = (path: string): Notes => {
    const known = notes.get(path) ?? { secrets: [], threats: [] };
    notes.set(path, known);
    return known;
  };
  const onHits = ({ path, data }: Content, hits: readonly Hit[]): void => {
    const text = data.toString('latin1');
    const { secrets, threats } = noteOf(path);
    if (key && isText(data) && mayHoldSecrets({ path, size: data.length }))
      secrets.push(...secretsIn(path, text, hits, key));
    threats.push(...threatsIn(path, text, hits));
  };
  const { add, flush } = batches(yara, MOST_MATCHES, onHits, onProblem);
  return { add, flush, noteOf };
};

/** Looks for secrets and threats in one walk, so that nothing is read twice. What is known and has not changed is not read. */
export const lookIntoFiles = async (tree: Tree, scope: Scope, wanted: Wanted): Promise<Inside> => {
  const problems = new Map<string, string>();
  const onProblem = (path: string, error: Error): void => {
    if (problems.size < MOST_PROBLEMS) problems.set(path, error.message);
  };
  const { folders, mayHoldSecrets, mayBeThreat } = placesOf(scope, wanted);
  const seen = new Map<string, Seen>();
  const yara = await openOwnRules(wanted);
  const own = await ownFinder(wanted.threats?.own ?? NO_RULES, onProblem);
  const ours = finder(yara, wanted.secretKey, mayHoldSecrets, onProblem);
  const wants = (file: Found): boolean => {
    if (!mayHoldSecrets(file) && !mayBeThreat(file)) return false;
    const known = wanted.known?.get(file.path);
    if (known?.stamp !== file.stamp) return true;
    seen.set(file.path, known);
    return false;
  };
  const take = async (file: Found, content: Content): Promise<void> => {
    const note = ours.noteOf(file.path);
    seen.set(file.path, { stamp: file.stamp, ...note });
    if (mayBeThreat(file)) note.threats.push(...(await own.find(content)));
    if (mayBeThreat(file) || isText(content.data)) await ours.add(content);
  };
  try {
    const skip = (folder: string): boolean => NEVER.has(folder) && !TEMPORARY.has(folder);
    await readContents(tree, { folders, skip, onProblem, wants, take });
    await ours.flush();
  } finally {
    await Promise.all([yara.close(), own.close()]);
  }
  const all = [...seen.values()];
  // What was not looked into whole is looked into again.
  for (const path of problems.keys()) seen.delete(path);
  return {
    secrets: all.flatMap(({ secrets }) => secrets).toSorted(byPlace),
    threats: all.flatMap(({ threats }) => threats).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    problems: [...problems].map(([path, why]) => `${path}: ${why}`),
    refused: own.refused,
    seen,
  };
};
