import { z } from 'zod';
import type { Ports } from '../../lambdas/core/base/policy.ts';
import { listed } from '../../lambdas/core/base/text.ts';
import type { ArnForm } from './resource-patterns.ts';
import type { Setting } from './settings.ts';
import { accountRef, cidr, day, line, mode, oneOf, region, tagWish } from './values.ts';
import { softwareSelects } from './workloads.ts';

/** A template of the catalogue, as far as the policy file is concerned. */
export interface KnownTemplate {
  readonly id: string;
  /** The resource type's name, e.g. `security-group`. */
  readonly kind: string;
  /** The version that it came with; the first where it is absent. */
  readonly since?: string | undefined;
  /** It only reports unless the file names it. */
  readonly defaultMode?: 'notify' | undefined;
  /** What it forbids to open to the world; only of port templates. */
  readonly ports?: readonly Ports[] | undefined;
  /** The forms that the ARNs of its resources can have. */
  readonly arns: readonly ArnForm[];
  readonly settings: readonly Setting[];
  /** Whether its resource type's parts have source addresses. */
  readonly hasSources: boolean;
  /** Its resource type is never changed: it reports, or it is off. */
  readonly onlyReports?: true;
  /** Whether the file's own templates are about its resource type. */
  readonly hasCustom: boolean;
}

/** The names that may be used in a policy file: the catalogue's, and those that the file itself gives. */
export interface Names {
  readonly templates: readonly KnownTemplate[];
  readonly custom: readonly string[];
  readonly accounts: readonly string[];
}

/** What entries of several lists go by. */
const accountList = ({ accounts }: Names) =>
  z.array(accountRef(accounts)).min(1).optional().describe('Account ids, or names given under `accounts`.');

const regions = z.array(region).min(1).optional().describe('Regions, such as `eu-west-1` or `ap-*`.');

const tagMap = (example: string) =>
  z
    .record(z.string(), tagWish)
    .refine((tags) => Object.keys(tags).length > 0, `expected at least one tag such as ${example}`)
    .optional();

const templateList = ({ templates, custom }: Names) =>
  z
    .array(oneOf([...templates.map(({ id }) => id), ...custom], 'template'))
    .min(1)
    .optional();

const SELECTS = [
  'accounts',
  'regions',
  'tags',
  'resources',
  'templates',
  'sources',
  'packages',
  'cves',
  'paths',
  'rules',
  'hashes',
] as const;

/** One entry of `exclusions`. */
export const exclusionSchema = (names: Names) =>
  z
    .strictObject({
      accounts: accountList(names),
      tags: tagMap('{ CASB-Audit: "No" }').describe(
        'Tags that the resource must have, all of them; for a security group also those of an EC2 instance that uses it. `*` stands for any text, a list is any of its values, and `{ not: … }` asks that the tag is there with another value.',
      ),
      regions,
      resources: z
        .array(line(2048))
        .min(1)
        .optional()
        .describe('Ids, names or ARNs; `*` stands for any text.'),
      templates: templateList(names).describe('Template ids; every template where it is left out.'),
      sources: z
        .array(cidr)
        .min(1)
        .optional()
        .describe('Only rows that let in nobody from outside these CIDRs. Security groups only.'),
      ...softwareSelects,
      until: day.optional().describe('The last day on which it holds, UTC, e.g. `2027-01-31`.'),
      owner: line(200).optional().describe('Who answers for it; it goes into the finding.'),
      reason: line(500).optional().describe('Why; it goes into the finding.'),
    })
    .superRefine((entry, { addIssue }) => {
      if (SELECTS.every((key) => entry[key] === undefined))
        addIssue({
          code: 'custom',
          message: `this would exclude everything: say what by ${listed(SELECTS, 'or')}`,
        });
    });

/** One entry of `overrides`. */
export const overrideSchema = (names: Names) =>
  z
    .strictObject({
      accounts: accountList(names),
      regions,
      tags: tagMap('{ Stage: dev }').describe(
        'Tags that the resource must have, as in `exclusions`; such an entry only lowers.',
      ),
      templates: templateList(names).describe(
        'Template ids: the mode is exactly what the entry says. Without them it is the most that every template does.',
      ),
      mode: mode.describe('`remediate`, `notify` or `off`.'),
    })
    .superRefine(({ mode: _, ...keys }, { addIssue }) => {
      if (Object.values(keys).every((value) => value === undefined))
        addIssue({
          code: 'custom',
          message: 'this would override everything: that is what mode: at the top is for',
        });
    });
