import { z } from 'zod';
import { mode, reportMode } from './values.ts';

/** Keys that a template takes beside `mode`. */
export type Setting = 'ranges' | 'serviceGroups' | 'websites' | 'scan';

const SETTINGS = {
  ranges: z
    .enum(['row', 'split'])
    .optional()
    .describe(
      '`row` removes a whole row that covers a forbidden port; `split` puts the rest of its range back, if every violated template says so.',
    ),
  serviceGroups: z
    .enum(['notify', 'remediate'])
    .optional()
    .describe(
      'What to do about a security group that an AWS service made for itself, such as Directory Service; `notify` where nothing is said.',
    ),
  websites: z
    .enum(['notify', 'remediate'])
    .optional()
    .describe(
      'What to do about a bucket that is configured as a website and may be read by anyone; `notify` where nothing is said.',
    ),
  scan: z
    .union([
      z.boolean(),
      z.strictObject({
        samplingPercentage: z
          .int()
          .min(1)
          .max(100)
          .optional()
          .describe('Percent of the objects, 100 by default.'),
        maxGigabytes: z
          .number()
          .positive()
          .optional()
          .describe('Larger buckets are not scanned; 10 by default.'),
      }),
    ])
    .optional()
    .describe(
      'Start an Amazon Macie classification job on a bucket that violates. Macie costs money: off by default.',
    ),
};

const everySetting = z.strictObject({ mode: mode.optional(), ...SETTINGS });

/** The settings of a template that takes these; the type is that of all, since which is which is known at run time only. */
export const settings = (keys: readonly Setting[], onlyReports = false): typeof everySetting =>
  z.strictObject({
    mode: (onlyReports ? reportMode : mode).optional(),
    ...Object.fromEntries(keys.map((key) => [key, SETTINGS[key]])),
  }) as typeof everySetting;

/** What the file may say about one template. */
export type FileSettings = z.output<typeof everySetting>;
