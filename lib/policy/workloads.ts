import { z } from 'zod';
import type { WorkloadSettings } from '../../lambdas/core/base/policy.ts';
import { line } from './values.ts';

const EVERY = /^(off|1 hour|([2-9]|\d\d+) hours|1 day|([2-9]|\d\d+) days)$/;
const TIME = /^(1 hour|([2-9]|\d\d+) hours|1 day|([2-9]|\d\d+) days)$/;

/** An address of this very machine is for trying things out. */
const isUrl = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === '127.0.0.1');
};

const path = line(1024).regex(/^\/[^*]*$/, 'expected a path such as /data/app');

/** What an exclusion may select of the updates that instances lack. */
export const softwareSelects = {
  packages: z
    .array(line(200))
    .min(1)
    .optional()
    .describe('Only updates of these packages of instances; `*` stands for any text.'),
  cves: z
    .array(z.string().regex(/^[A-Z]+-[\w:.-]+$/, 'expected an id such as CVE-2023-0001'))
    .min(1)
    .optional()
    .describe('Only these vulnerabilities of instances: CVEs, or ids of advisories without one.'),
  paths: z
    .array(line(1024))
    .min(1)
    .optional()
    .describe('Only what is found at these paths of instances and nowhere else; `*` stands for any text.'),
  rules: z
    .array(line(200))
    .min(1)
    .optional()
    .describe('Only secrets of instances that these rules have found; `*` stands for any text.'),
  hashes: z
    .array(
      z.string().regex(/^[0-9a-f]{12}$/, 'expected the twelve digits of a finding, such as 3fa9c1d2e4b5'),
    )
    .min(1)
    .optional()
    .describe('Only these secrets of instances, by the hashes that findings name.'),
};

/** What a policy file may say about looking into the disks of EC2 instances. */
export const workloadsSchema = z
  .strictObject({
    every: z
      .string()
      .regex(EVERY, 'expected off, or a time such as 12 hours or 1 day')
      .optional()
      .describe('How often each instance is looked into: e.g. `1 day` (the default), `12 hours`, or `off`.'),
    skipTags: z
      .array(line(128))
      .optional()
      .describe(
        'Keys of tags: an instance that bears one, with whatever value, is left out. `[CG_AWP_SKIP_SCAN]` by default.',
      ),
    volumes: z
      .enum(['root', 'all'])
      .optional()
      .describe('`root` (the default) looks into the volume that an instance starts from, `all` into all.'),
    scope: z
      .enum(['usual', 'all'])
      .optional()
      .describe(
        'Where to look for what no package of the system brought: in the `usual` places (the default) or in `all`.',
      ),
    paths: z
      .array(path)
      .optional()
      .describe('Folders to look into beside the usual places, e.g. `/data/app`.'),
    secrets: z
      .boolean()
      .optional()
      .describe('Whether keys, tokens and passwords are looked for in texts; `true` by default.'),
    threats: z
      .enum(['off', 'changed', 'full'])
      .optional()
      .describe(
        'Whether web shells, miners and what rules and lists of your own name are looked for: in files that have `changed` where such things come to lie (the default), in every file each time (`full`), or `off`.',
      ),
    reportFrom: z
      .enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])
      .optional()
      .describe('The least severity of vulnerabilities that is reported; `MEDIUM` by default.'),
    dataMaxAge: z
      .string()
      .regex(TIME, 'expected a time such as 48 hours')
      .optional()
      .describe('Advisories that are older are a finding; `48 hours` by default.'),
    mirror: z
      .string()
      .refine(isUrl, 'expected a URL such as https://mirror.example.com/advisories')
      .optional()
      .describe(
        'Where advisories are fetched instead of from their publishers: a folder as `workloads image --data` takes it.',
      ),
  })
  .describe('What runs on the disks of EC2 instances. Absent: nothing of it is deployed.');

const hoursOf = (text: string): number => {
  if (text === 'off') return 0;
  const [count, unit] = text.split(' ');
  return Number(count) * (unit?.startsWith('day') ? 24 : 1);
};

/** The settings with their defaults. */
export const workloadsOf = (file: z.output<typeof workloadsSchema>): WorkloadSettings => ({
  everyHours: hoursOf(file.every ?? '1 day'),
  skipTags: file.skipTags ?? ['CG_AWP_SKIP_SCAN'],
  volumes: file.volumes ?? 'root',
  scope: file.scope ?? 'usual',
  paths: file.paths ?? [],
  secrets: file.secrets ?? true,
  threats: file.threats ?? 'changed',
  reportFrom: file.reportFrom ?? 'MEDIUM',
  dataMaxAgeHours: hoursOf(file.dataMaxAge ?? '48 hours'),
  ...(file.mirror !== undefined && { mirror: file.mirror }),
});
