import type { Exclusion, Reason } from '../base/policy.ts';
import type { TagSet } from '../base/ports.ts';
import { listed } from '../base/text.ts';
import type { Facts } from './match.ts';
import { carries, compileTags, tagsText } from './tags.ts';

const unique = (words: readonly (string | undefined)[]): string[] => [
  ...new Set(words.filter((word) => word !== undefined)),
];

/** What an exclusion says, for those that give no reason: `excluded by the policy: tag CASB-Audit=No`. */
const ownWords = ({ accounts, regions, tags, resources, templates, sources }: Exclusion): string => {
  const keys = [
    accounts && `account ${accounts.join(' or ')}`,
    regions && `region ${regions.join(' or ')}`,
    resources && `resource ${resources.join(' or ')}`,
    templates && `template ${templates.join(' or ')}`,
    sources && `source ${sources.join(' or ')}`,
    tags && `tag ${tagsText(tags)}`,
  ];
  return `excluded by the policy: ${unique(keys.map((key) => key || undefined)).join(', ')}`.slice(0, 500);
};

/** One reason for all parts that are left alone; of several days the first, which is when something changes. */
export const reasonOf = (exclusions: readonly Exclusion[]): Reason | undefined => {
  if (exclusions.length === 0) return undefined;
  const owner = unique(exclusions.map((exclusion) => exclusion.owner)).join(', ');
  const [until] = unique(exclusions.map((exclusion) => exclusion.until)).sort();
  return {
    reason: unique(exclusions.map((exclusion) => exclusion.reason ?? ownWords(exclusion))).join('; '),
    ...(owner && { owner }),
    ...(until && { until }),
  };
};

const MOST_NAMED = 10;

const named = (owners: readonly string[]): string =>
  listed(
    owners.length > MOST_NAMED
      ? [...owners.slice(0, MOST_NAMED), `${owners.length - MOST_NAMED} more`]
      : owners,
  );

/** Why a resource that an exclusion covers for some of its users only is left alone and reported; names both sides. */
export const sharedNote = (exclusions: readonly Exclusion[], { id, tags }: Facts): string | undefined => {
  const wanted = exclusions[0]?.tags;
  if (!wanted || !tags || 'error' in tags) return undefined;
  const users = tags.value.filter(({ owner }) => owner !== id).sort((a, b) => (a.owner < b.owner ? -1 : 1));
  const compiled = compileTags(wanted);
  const hasAll = (user: TagSet): boolean => carries(compiled, user.tags);
  const tagged = users.filter(hasAll).map(({ owner }) => owner);
  const others = users.filter((user) => !hasAll(user)).map(({ owner }) => owner);
  return (
    `Left alone: ${id} is shared by ${named(tagged)}, which ${tagged.length === 1 ? 'has' : 'have'} the tag ` +
    `${tagsText(wanted)} that excludes, and ${named(others)}, which ${others.length === 1 ? 'has' : 'have'} not. ` +
    'Give each a security group of its own, or all of them the same tag.'
  );
};

/** Why nothing was changed although nobody may have excluded it. */
export const uncheckedError = (
  exclusions: readonly Exclusion[],
  { id, name, tags }: Facts,
): string | undefined => {
  if (exclusions.length === 0) return undefined;
  const unread = [
    ...(name && 'error' in name ? [{ what: 'name', why: name.error }] : []),
    ...(tags && 'error' in tags ? [{ what: 'tags', why: tags.error }] : []),
  ];
  const where = listed(unique(exclusions.map(({ origin }) => origin)));
  return (
    `Nothing was changed: the ${listed(unread.map(({ what }) => what))} of ${id} cannot be read, so it cannot be told ` +
    `whether the exclusion of ${where} applies. ${unique(unread.map(({ why }) => why)).join(' ')}`
  );
};
