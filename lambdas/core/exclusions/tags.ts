import { glob } from '../base/glob.ts';
import type { TagWish } from '../base/policy.ts';

const isList = (wish: TagWish): wish is readonly string[] => Array.isArray(wish);

const words = (wish: string | readonly string[]): readonly string[] =>
  typeof wish === 'string' ? [wish] : wish;

/** One key of `tags:` made ready: whether a value fits. A tag that is not there fits nothing. */
export const fits = (wish: TagWish): ((value: string) => boolean) => {
  if (typeof wish === 'object' && !isList(wish)) {
    const isOne = fits(wish.not);
    return (value) => !isOne(value);
  }
  const patterns = words(wish).map(glob);
  return (value) => patterns.some((matches) => matches(value));
};

export type CompiledTags = readonly (readonly [key: string, fits: (value: string) => boolean])[];

export const compileTags = (tags: Readonly<Record<string, TagWish>>): CompiledTags =>
  Object.entries(tags).map(([key, wish]) => [key, fits(wish)]);

/** Does somebody carry all of these tags? */
export const carries = (tags: CompiledTags, own: Readonly<Record<string, string>>): boolean =>
  tags.every(([key, matches]) => Object.hasOwn(own, key) && matches(own[key] ?? ''));

const wishText = (key: string, wish: TagWish): string => {
  if (typeof wish === 'object' && !isList(wish)) return `${key} other than ${words(wish.not).join(' or ')}`;
  return `${key}=${words(wish).join(' or ')}`;
};

/** `CASB-Audit=No and Env=dev or test-*`. */
export const tagsText = (tags: Readonly<Record<string, TagWish>>): string =>
  Object.entries(tags)
    .map(([key, wish]) => wishText(key, wish))
    .join(' and ');
