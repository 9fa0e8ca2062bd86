import type { Exclusion } from '../../lambdas/core/base/policy.ts';
import type { TagSet } from '../../lambdas/core/base/ports.ts';
import type { Facts, Key } from '../../lambdas/core/exclusions/match.ts';
import { tagsText } from '../../lambdas/core/exclusions/tags.ts';

interface About {
  readonly template: string;
  readonly cidrs: readonly string[] | undefined;
}

const readable = ({ tags }: Facts): readonly TagSet[] => (tags && 'value' in tags ? tags.value : []);

/** Owners of one of the tags' keys, with the values that they have. */
const ownersOfKeys = ({ tags = {} }: Exclusion, facts: Facts): readonly string[] =>
  readable(facts).flatMap(({ owner, tags: own }) => {
    const has = Object.keys(tags).filter((key) => Object.hasOwn(own, key));
    return has.length > 0 ? [`${owner} has ${has.map((key) => `${key}=${own[key] ?? ''}`).join(', ')}`] : [];
  });

const tagsWhy = (exclusion: Exclusion, facts: Facts): string => {
  if (facts.tags && 'error' in facts.tags)
    return `the tags of ${facts.id} cannot be read: ${facts.tags.error}`;
  const owners = readable(facts).map(({ owner }) => owner);
  const near = ownersOfKeys(exclusion, facts);
  const wanted = `${tagsText(exclusion.tags ?? {})} is not on ${owners.length > 1 ? `all of ${owners.join(', ')}` : owners.join('')}`;
  return near.length > 0 ? `${wanted}; ${near.join('; ')}` : wanted;
};

/**
 * Is an exclusion with this one key that does not hold worth telling? Where it has others, which hold; or where somebody
 * has a tag of that name, with another value or not everywhere.
 */
export const isNear = (key: Key, exclusion: Exclusion, facts: Facts): boolean => {
  const keys = ['accounts', 'regions', 'until', 'resources', 'tags', 'templates', 'sources'] as const;
  if (keys.filter((each) => exclusion[each] !== undefined).length > 1) return true;
  return (
    key === 'tags' && ((facts.tags && 'error' in facts.tags) || ownersOfKeys(exclusion, facts).length > 0)
  );
};

/** Why one key of an exclusion does not hold, in words for the person who thinks that it should. */
export const why = (key: Key, exclusion: Exclusion, facts: Facts, { template, cidrs }: About): string => {
  const list = (words: readonly string[] | undefined): string => (words ?? []).join(', ');
  switch (key) {
    case 'accounts':
      return `this is account ${facts.account}, not ${list(exclusion.accounts)}`;
    case 'regions':
      return `this is ${facts.region}, not ${list(exclusion.regions)}`;
    case 'until':
      return `it ended after ${exclusion.until ?? ''}, and today is ${facts.today}`;
    case 'resources': {
      const name = facts.name && 'value' in facts.name ? facts.name.value : undefined;
      return `${facts.shownId}${name ? ` (${name})` : ''} is not ${list(exclusion.resources)}`;
    }
    case 'templates':
      return `${template} is not ${list(exclusion.templates)}`;
    case 'sources':
      return cidrs?.length
        ? `${cidrs.join(', ')} is not within ${list(exclusion.sources)}`
        : 'this part has no source addresses';
    case 'tags':
      return tagsWhy(exclusion, facts);
  }
};
