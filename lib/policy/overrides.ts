import { glob } from '../../lambdas/core/base/glob.ts';
import type { PolicyFile } from './schema.ts';

type Entry = NonNullable<PolicyFile['overrides']>[number];

/** Does a list of words or patterns hold wherever another one does? An absent list holds everywhere. */
const covers = (outer: readonly string[] | undefined, inner: readonly string[] | undefined): boolean =>
  outer === undefined ||
  (inner?.every((text) =>
    outer.some((pattern) => pattern === text || (!text.includes('*') && glob(pattern)(text))),
  ) ??
    false);

/** Every tag that the one asks for the other asks for as well, with the same words. */
const coversTags = (outer: Entry['tags'], inner: Entry['tags']): boolean =>
  Object.entries(outer ?? {}).every(([key, wish]) => JSON.stringify(inner?.[key]) === JSON.stringify(wish));

const hides = (earlier: Entry, later: Entry): boolean =>
  covers(earlier.accounts, later.accounts) &&
  covers(earlier.regions, later.regions) &&
  covers(earlier.templates, later.templates) &&
  coversTags(earlier.tags, later.tags);

/** Why an entry never does anything, given those before it; undefined where it may. */
export const idleWhy = (entry: Entry, before: readonly (Entry | undefined)[]): string | undefined => {
  const place = before.findIndex((earlier) => earlier !== undefined && hides(earlier, entry));
  if (place >= 0) return `never decides: entry ${place + 1} of overrides holds wherever this one does`;
  if (entry.mode !== 'remediate') return undefined;
  if (entry.tags) return 'does nothing but stop later entries: an override with tags only lowers the mode';
  return entry.templates
    ? undefined
    : 'does nothing but stop later entries: without templates, mode is the most that they do. Name the templates that are to remediate';
};
