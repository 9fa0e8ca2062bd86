import { reachOf } from '../../lambdas/core/base/network.ts';
import type { KnownTemplate, PolicyFile } from './schema.ts';

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
    : (['packages', 'cves', 'paths'] as const)
        .filter((key) => entry[key] !== undefined)
        .map((key) => ({
          severity: 'error',
          key,
          message: `nothing can match: only instances have ${key}, and no template of this entry looks at them`,
        }));

/** The parts of a pattern before the first `*`, which may stand for colons as well. */
const fixedSegments = (pattern: string): readonly string[] => {
  const segments = pattern.split('*')[0]?.split(':') ?? [];
  return pattern.includes('*') ? segments.slice(0, -1) : segments;
};

/** ARNs are `arn:partition:service:region:account:resource`; those of buckets have no region and account. */
const arnMistake = (
  pattern: string,
  { accounts }: Entry,
  templates: readonly KnownTemplate[],
  accountId: (name: string) => string,
): string | undefined => {
  if (!pattern.startsWith('arn:')) return undefined;
  const [, , service, , account] = fixedSegments(pattern);
  if (service !== undefined && templates.every((template) => template.service !== service))
    return `nothing can match: no template of this entry looks at the service ${service}`;
  const wanted = accounts?.map(accountId);
  if (wanted && account && !wanted.includes(account))
    return `nothing can match: the ARN is of account ${account}, which is not among the accounts of this entry`;
  return undefined;
};

const hopelessArns = (
  entry: Entry,
  templates: readonly KnownTemplate[],
  accountId: (name: string) => string,
): readonly Remark[] =>
  (entry.resources ?? []).flatMap((pattern, index) => {
    const message = arnMistake(pattern, entry, templates, accountId);
    return message ? [{ severity: 'error' as const, key: 'resources', index, message }] : [];
  });

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
    ...hopelessArns(entry, templates, accountId),
    ...narrow(entry),
    ...past(entry, today),
  ];
};
