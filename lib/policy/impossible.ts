import { reachOf } from '../../lambdas/core/base/network.ts';
import type { KnownTemplate } from './entries.ts';
import { arnMistake, nameMistake } from './resource-patterns.ts';
import type { PolicyFile } from './schema.ts';

type Entry = NonNullable<PolicyFile['exclusions']>[number];

export interface Remark {
  readonly severity: 'error' | 'warning';
  readonly key: string;
  /** The entry of the list that it is about. */
  readonly index?: number;
  readonly message: string;
}

const concerned = ({ templates }: Entry, known: readonly KnownTemplate[]): readonly KnownTemplate[] =>
  known.filter(({ id }) => templates?.includes(id) ?? true);

const sourceless = (entry: Entry, templates: readonly KnownTemplate[]): readonly Remark[] =>
  entry.sources && templates.every(({ hasSources }) => !hasSources)
    ? [
        {
          severity: 'error',
          key: 'sources',
          message: `nothing can match: only security groups have sources, and ${(entry.templates ?? []).join(', ')} ${entry.templates?.length === 1 ? 'looks' : 'look'} at none`,
        },
      ]
    : [];

/** Exclusions by package, CVE and path are about what scans find. */
const softwareless = (entry: Entry, templates: readonly KnownTemplate[]): readonly Remark[] =>
  templates.some(({ onlyReports }) => onlyReports)
    ? []
    : (['packages', 'cves', 'paths', 'rules', 'hashes'] as const)
        .filter((key) => entry[key] !== undefined)
        .map((key) => ({
          severity: 'error',
          key,
          message: `nothing can match: only instances have ${key}, and no template of this entry looks at them`,
        }));

const hopelessPatterns = (
  entry: Entry,
  templates: readonly KnownTemplate[],
  accountId: (name: string) => string,
): readonly Remark[] =>
  (entry.resources ?? []).flatMap((pattern, index) => {
    const message = pattern.startsWith('arn:')
      ? arnMistake(pattern, { regions: entry.regions, accounts: entry.accounts?.map(accountId) }, templates)
      : nameMistake(pattern);
    return message
      ? [{ severity: 'error' as const, key: 'resources', index, message: `nothing can match: ${message}` }]
      : [];
  });

/** `.*` is what other tools write for any text; here the point is a point. */
const regular = ({ resources }: Entry): readonly Remark[] =>
  (resources ?? []).flatMap((pattern, index) =>
    pattern.includes('.*') && nameMistake(pattern) === undefined
      ? [
          {
            severity: 'warning' as const,
            key: 'resources',
            index,
            message: `${pattern} is taken to the letter but for the star, so a point has to be there: write ${pattern.replaceAll('.*', '*')} if any text is meant`,
          },
        ]
      : [],
  );

/** A row from a narrow range never violates, so excluding it does nothing: not wrong, but not what somebody thinks. */
const narrow = ({ sources }: Entry): readonly Remark[] =>
  (sources ?? []).flatMap((cidr, index) =>
    reachOf(cidr) === undefined
      ? [
          {
            severity: 'warning' as const,
            key: 'sources',
            index,
            message: `rows from ${cidr} need no exclusion: a range that narrow never violates, so this excludes nothing`,
          },
        ]
      : [],
  );

/** What `check` refuses without any key does the same with this one. */
const everything = ({ resources }: Entry): readonly Remark[] =>
  (resources ?? []).flatMap((pattern, index) =>
    /^(\*|arn:\*)$/.test(pattern)
      ? [
          {
            severity: 'warning' as const,
            key: 'resources',
            index,
            message: `${pattern} is every resource there is: as far as the other keys of this entry allow, nothing is closed any more`,
          },
        ]
      : [],
  );

const past = ({ until }: Entry, today: string): readonly Remark[] =>
  until !== undefined && until < today
    ? [
        {
          severity: 'warning',
          key: 'until',
          message: `${until} is past: the exclusion no longer holds. Remove it, or give it a new day.`,
        },
      ]
    : [];

/** What makes an exclusion of no use: errors where nothing anywhere could match it. `today` is a day, UTC. */
export const remarksOn = (
  entry: Entry,
  known: readonly KnownTemplate[],
  accountId: (name: string) => string,
  today: string,
): readonly Remark[] => {
  const templates = concerned(entry, known);
  return [
    ...sourceless(entry, templates),
    ...softwareless(entry, templates),
    ...hopelessPatterns(entry, templates, accountId),
    ...regular(entry),
    ...narrow(entry),
    ...everything(entry),
    ...past(entry, today),
  ];
};
