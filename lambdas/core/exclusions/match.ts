import ipaddr from 'ipaddr.js';
import { glob } from '../base/glob.ts';
import type { Exclusion } from '../base/policy.ts';
import type { TagSet } from '../base/ports.ts';
import type { Software } from '../base/resource-type.ts';
import { type CompiledTags, carries, compileTags } from './tags.ts';

/** What was read, or why it could not be. */
export type Known<T> = { readonly value: T } | { readonly error: string };

/** What is known of a resource; `name` and `tags` are absent until somebody had to know them. */
export interface Facts {
  readonly account: string;
  readonly region: string;
  readonly id: string;
  /** The id as AWS shows it; mostly the id. */
  readonly shownId: string;
  readonly arn: string;
  /** The day, UTC, as `2026-11-22`. */
  readonly today: string;
  /** Whether a pattern can be a name that has to be read: not where the id is the name, nor where it is an id. */
  canBeName(pattern: string): boolean;
  readonly name?: Known<string | undefined>;
  readonly tags?: Known<readonly TagSet[]>;
}

/**
 * Whether a key of an exclusion holds. `shared`: for some users of the resource only. `name` and `tags`: that must be
 * read first. `unreadable`: it cannot be.
 */
export type Match = 'yes' | 'no' | 'shared' | 'unreadable' | 'name' | 'tags';

type Cidr = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** An exclusion made ready for matching. */
export interface Compiled {
  readonly exclusion: Exclusion;
  readonly accounts: ReadonlySet<string> | undefined;
  readonly templates: ReadonlySet<string> | undefined;
  readonly patterns: readonly ((text: string) => boolean)[] | undefined;
  readonly sources: readonly Cidr[] | undefined;
  readonly software: CompiledSoftware;
  readonly tags: CompiledTags | undefined;
  readonly regions: readonly ((text: string) => boolean)[] | undefined;
}

const SOFTWARE = ['packages', 'cves', 'paths', 'rules', 'hashes'] as const;

type CompiledSoftware = readonly (readonly [
  key: (typeof SOFTWARE)[number],
  patterns: readonly ((text: string) => boolean)[],
])[];

const softwareOf = (exclusion: Exclusion): CompiledSoftware =>
  SOFTWARE.flatMap((key) => {
    const wanted = exclusion[key];
    return wanted ? [[key, wanted.map(glob)] as const] : [];
  });

const cidrOf = (text: string): Cidr[] => {
  try {
    return [ipaddr.parseCIDR(text)];
  } catch {
    return [];
  }
};

export const compile = (exclusion: Exclusion): Compiled => {
  const { accounts, templates, resources, regions, sources, tags } = exclusion;
  return {
    exclusion,
    accounts: accounts && new Set(accounts),
    templates: templates && new Set(templates),
    patterns: resources?.map(glob),
    sources: sources?.flatMap(cidrOf),
    software: softwareOf(exclusion),
    tags: tags && compileTags(tags),
    regions: regions?.map(glob),
  };
};

/** The keys that are about the resource as a whole, cheapest first. */
const ABOUT_RESOURCE = {
  accounts: ({ accounts }: Compiled, { account }: Facts): Match =>
    accounts?.has(account) === false ? 'no' : 'yes',
  regions: ({ regions }: Compiled, { region }: Facts): Match =>
    regions?.some((matches) => matches(region)) === false ? 'no' : 'yes',
  until: ({ exclusion: { until } }: Compiled, { today }: Facts): Match =>
    until !== undefined && until < today ? 'no' : 'yes',
  resources: ({ patterns, exclusion }: Compiled, facts: Facts): Match => {
    if (!patterns || patterns.some((matches) => matches(facts.shownId) || matches(facts.arn))) return 'yes';
    if (!exclusion.resources?.some(facts.canBeName)) return 'no';
    if (!facts.name) return 'name';
    if ('error' in facts.name) return 'unreadable';
    const name = facts.name.value;
    return name !== undefined && patterns.some((matches) => matches(name)) ? 'yes' : 'no';
  },
  tags: ({ tags }: Compiled, facts: Facts): Match => {
    if (!tags) return 'yes';
    if (!facts.tags) return 'tags';
    return 'error' in facts.tags ? 'unreadable' : tagsHold(tags, facts.id, facts.tags.value);
  },
} as const;

/** The resource itself, or else everyone who uses it, must carry the tags. */
const tagsHold = (tags: CompiledTags, id: string, sets: readonly TagSet[]): Match => {
  if (sets.some((set) => set.owner === id && carries(tags, set.tags))) return 'yes';
  const users = sets.filter(({ owner }) => owner !== id);
  const tagged = users.filter((set) => carries(tags, set.tags)).length;
  if (tagged === 0) return 'no';
  return tagged === users.length ? 'yes' : 'shared';
};

const CHECKS = Object.values(ABOUT_RESOURCE);

/** Of several keys the weightiest word counts. */
const ALL_MUST_HOLD: Readonly<Record<Match, number>> = {
  yes: 0,
  shared: 1,
  unreadable: 2,
  tags: 3,
  name: 4,
  no: 5,
};

/** Do the keys about the resource as a whole hold? */
export const aboutResource = (entry: Compiled, facts: Facts): Match => {
  let heaviest: Match = 'yes';
  for (const check of CHECKS) {
    const holds = check(entry, facts);
    if (holds === 'no') return holds;
    if (ALL_MUST_HOLD[holds] > ALL_MUST_HOLD[heaviest]) heaviest = holds;
  }
  return heaviest;
};

const isWithin = ([address, prefix]: Cidr, [outer, length]: Cidr): boolean =>
  address.kind() === outer.kind() && prefix >= length && address.match(outer, length);

/** Does every address that a part lets in come from these sources? A part without addresses comes from nowhere. */
export const fromSources = ({ sources }: Compiled, cidrs: readonly string[] | undefined): boolean => {
  if (!sources) return true;
  const inner = (cidrs ?? []).map(cidrOf);
  return inner.length > 0 && inner.every(([cidr]) => cidr && sources.some((outer) => isWithin(cidr, outer)));
};

/** Is all that a part is about among what an exclusion names? A part that knows nothing of a key is not meant by it. */
export const ofSoftware = ({ software }: Compiled, part: Software | undefined): boolean =>
  software.every(([key, patterns]) => {
    const texts = part?.[key] ?? [];
    return texts.length > 0 && texts.every((text) => patterns.some((matches) => matches(text)));
  });

export type Key = 'accounts' | 'regions' | 'until' | 'resources' | 'tags' | 'templates' | 'sources';

/** Whether each key that an exclusion has holds for a part: how `explain` finds the one that almost applies. */
export const matchByKey = (
  exclusion: Exclusion,
  facts: Facts,
  { template, cidrs }: { readonly template: string; readonly cidrs: readonly string[] | undefined },
): Readonly<Partial<Record<Key, Match>>> => {
  const entry = compile(exclusion);
  const holds: [Key, Match][] = [
    ...Object.entries(ABOUT_RESOURCE).map(([key, check]): [Key, Match] => [key as Key, check(entry, facts)]),
    ['templates', entry.templates?.has(template) === false ? 'no' : 'yes'],
    ['sources', fromSources(entry, cidrs) ? 'yes' : 'no'],
  ];
  return Object.fromEntries(holds.filter(([key]) => exclusion[key] !== undefined));
};
