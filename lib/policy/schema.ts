import { z } from 'zod';
import { egressSchema } from './egress.ts';
import { exclusionSchema, type Names, overrideSchema } from './entries.ts';
import { type FileSettings, type Setting, settings } from './settings.ts';
import { accountId, line, mode, ports } from './values.ts';
import { workloadsSchema } from './workloads.ts';

const customTemplate = z.strictObject({
  id: z
    .string()
    .max(64)
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      'expected lower-case words and hyphens, such as unrestricted-redis-access',
    )
    .describe('Its name for ever: in findings, exclusions and metrics. Lower-case words with hyphens.'),
  title: line(80).describe('What people read in a finding.'),
  severity: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']).describe('`LOW`, `MEDIUM`, `HIGH` or `CRITICAL`.'),
  ports: z.array(ports).min(1).describe('The ports that may not be open to the world.'),
  controls: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9]*\.\d+$/, 'expected a control such as EC2.19'))
    .optional()
    .describe('AWS Security Hub controls that it stands for, e.g. `EC2.19`.'),
  reason: line(300).optional().describe('Why it matters, one sentence; it goes into the finding.'),
});

/** Custom templates are about ports. */
const CUSTOM: readonly Setting[] = ['ranges', 'serviceGroups'];

const OPERATOR = /^arn:aws[a-z-]*:iam::(?:\*|\d{12}):role\/[\w+=,.@/*-]+$/;

/** The settings of each template by its id; an editor cannot know the custom ones, so its schema leaves room for them. */
const templatesOf = (
  { templates, custom }: Names,
  forEditors: boolean,
): z.ZodType<Readonly<Record<string, FileSettings | undefined>>> => {
  const shape = Object.fromEntries([
    ...templates.map(
      ({ id, settings: keys, onlyReports = false }) => [id, settings(keys, onlyReports).optional()] as const,
    ),
    ...custom.map((id) => [id, settings(CUSTOM).optional()] as const),
  ]);
  return forEditors ? z.object(shape).catchall(settings(CUSTOM)) : z.strictObject(shape);
};

const EVERY = /^(off|1 hour|([2-9]|\d\d+) hours|1 day|([2-9]|\d\d+) days)$/;

/**
 * The policy file. One definition for the check, the type and the JSON Schema: what is said here of a key is what
 * editors show and what `docs/policy.md` prints.
 */
export const policySchema = (names: Names, forEditors = false) =>
  z.strictObject({
    mode: mode
      .optional()
      .describe('The mode of every template that says nothing itself; `remediate` by default.'),
    asOf: z
      .string()
      .regex(/^\d+\.\d+$/, 'expected a version in quotes, such as "0.2"')
      .optional()
      .describe(
        'The version whose templates may close by themselves, e.g. `"0.2"`: those that came later only report until this is raised or they are named under `templates`. The first by default.',
      ),
    accounts: z
      .record(z.string().regex(/^(?!\d{12}$)/, 'expected a name, not an account id'), accountId)
      .optional()
      .describe('Names for account ids, to use in exclusions.'),
    templates: templatesOf(names, forEditors)
      .optional()
      .describe('What differs from the default, by template id.'),
    customTemplates: z
      .array(customTemplate)
      .optional()
      .describe('Templates of your own: ports that may not be open to the world in a security group.'),
    exclusions: z
      .array(exclusionSchema(names))
      .optional()
      .describe(
        'Violations that are left alone, with a reason. Inside an entry all keys must hold; inside a list one is enough.',
      ),
    overrides: z
      .array(overrideSchema(names))
      .optional()
      .describe(
        'Other modes for some accounts, regions, resources or templates: inside an entry all keys must hold, and the first entry that holds decides. Exclusions and exceptions come before.',
      ),
    exceptions: z
      .strictObject({
        maxDays: z
          .int()
          .min(1)
          .max(366)
          .optional()
          .describe('The longest time that an exception may be granted for at run time; 30 by default.'),
      })
      .optional()
      .describe('Exceptions, which are granted at run time.'),
    sweep: z
      .strictObject({
        every: z
          .string()
          .regex(EVERY, 'expected off, or a time such as 6 hours or 1 day')
          .optional()
          .describe('How often everything is judged: e.g. `6 hours` (the default), `1 day`, or `off`.'),
        first: z
          .enum(['notify', 'remediate'])
          .optional()
          .describe('What the first sweep of a deployment does; `notify` by default.'),
        maxFixes: z
          .int()
          .min(0)
          .max(100_000)
          .optional()
          .describe('A sweep stops fixing after so many resources, and says so in a finding; 25 by default.'),
      })
      .optional()
      .describe('The sweep over what is there already.'),
    flapping: z
      .strictObject({
        perHour: z
          .int()
          .min(1)
          .max(1000)
          .optional()
          .describe(
            'The same violation more often than this collapses into one escalated finding; 5 by default.',
          ),
      })
      .optional()
      .describe('Violations that keep coming back.'),
    retention: z
      .strictObject({
        ledgerDays: z
          .int()
          .min(1)
          .max(3660)
          .optional()
          .describe('How long the ledger is kept; 400 by default.'),
      })
      .optional()
      .describe('How long things are kept.'),
    alarm: z
      .boolean()
      .optional()
      .describe('A CloudWatch alarm on what failed for good (0.10 USD a month); `true` by default.'),
    dashboard: z.boolean().optional().describe('A CloudWatch dashboard (3 USD a month); `false` by default.'),
    chat: z
      .boolean()
      .optional()
      .describe(
        'A second message for Amazon Q Developer in chat applications (Slack, Teams); `false` by default.',
      ),
    permissionsBoundary: z
      .string()
      .regex(/^[\w+=,.@/-]{1,128}$/, "expected a policy's name, such as Boundary")
      .optional()
      .describe('The name of a managed policy of the account: the boundary of all roles, e.g. `Boundary`.'),
    notifyTags: z
      .array(line(128).regex(/^(?!aws:)/i, 'expected the key of a tag of your own, such as Owner'))
      .min(1)
      .max(5)
      .refine((keys) => new Set(keys).size === keys.length, 'a key is there twice')
      .optional()
      .describe(
        'Keys of tags that every finding shows, at most five; as SNS attribute `tag.<key>` and among the resource tags of Security Hub as well.',
      ),
    help: line(300)
      .optional()
      .describe('Whom to ask: a line that ends every finding, e.g. `"Ask #cloud-security"`.'),
    operators: z
      .array(
        z
          .string()
          .regex(OPERATOR, 'expected the ARN of a role, such as arn:aws:iam::*:role/SecurityAdministrator'),
      )
      .min(1)
      .optional()
      .describe(
        'Roles that may grant exceptions and stop Drawbridge, and nobody else, whatever other policies say; `*` as the account is the one that it is deployed in.',
      ),
    workloads: workloadsSchema.optional(),
    egress: egressSchema.optional(),
  });

/** A policy file that has been checked. */
export type PolicyFile = z.output<ReturnType<typeof policySchema>>;
