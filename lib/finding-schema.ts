import { z } from 'zod';

const text = z.string().min(1);
const time = z.iso.datetime();

/**
 * The finding as SNS and EventBridge carry it, in the order of its fields. `docs/finding.schema.json` is made of it, and
 * whatever the end-to-end tests receive is held against it.
 */
export const findingSchema = z
  .strictObject({
    id: text.describe('The same whenever the same state is published again: the key to deduplicate on.'),
    template: text.describe('The id of the template, e.g. `unrestricted-cifs-access`.'),
    title: text.describe("The template's name for people."),
    severity: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']).optional(),
    status: z
      .enum(['REMEDIATED', 'NOTIFIED', 'EXCLUDED', 'FAILED', 'RESOLVED'])
      .describe(
        '`REMEDIATED`: Drawbridge closed it. `NOTIFIED`: it is open and only reported. `EXCLUDED`: it is open and left alone. `FAILED`: it is open, `error` says why. `RESOLVED`: somebody else closed it, or the resource is gone.',
      ),
    account: z
      .string()
      .regex(/^\d{12}$/)
      .describe('The account id.'),
    region: text,
    resource: z.strictObject({
      type: text.describe("ASFF's type, e.g. `AwsEc2SecurityGroup`; `Other` where ASFF has none."),
      kind: text.describe('Our own type, e.g. `ebs-snapshot`.'),
      id: text,
      arn: text,
      name: text.optional().describe('Where it has one beside its id.'),
      tags: z
        .record(z.string(), text)
        .optional()
        .describe('Those tags that `notifyTags` of the policy file names.'),
    }),
    usedBy: z
      .array(text)
      .optional()
      .describe('What uses the resource; empty where nothing does, absent where that is not known.'),
    violating: z.array(z.string()).describe('One entry a row, grant, statement or value.'),
    kept: z.int().min(0).describe('How many parts of the resource are left.'),
    remediation: text.optional().describe('What `undo` takes; absent where nothing was removed.'),
    actor: z
      .strictObject({
        arn: text,
        sourceIp: z.string().optional(),
        userAgent: z.string().optional(),
        tool: z.string().optional().describe('Told by the user agent, e.g. `Terraform`.'),
      })
      .optional()
      .describe('Who made the call that led here; absent where a sweep found it.'),
    eventId: text.optional().describe("CloudTrail's `eventID`."),
    openedAt: time.optional().describe("CloudTrail's `eventTime`."),
    closedAt: time.optional().describe('Absent while it is open.'),
    error: text.optional(),
    exclusion: z
      .strictObject({ reason: text, owner: text.optional(), until: text.optional() })
      .optional()
      .describe('Why it is left alone, who answers for it, and until when.'),
    note: text.optional(),
    risk: z
      .number()
      .min(0)
      .max(100)
      .optional()
      .describe('Of instances: how likely a vulnerability is used within 30 days, in percent.'),
    flapping: z
      .strictObject({
        count: z.int().min(1),
        since: time,
        actors: z.array(z.string()),
        tools: z.array(z.string()),
      })
      .optional()
      .describe('It comes back too often: no other message follows within the hour.'),
    gone: z.literal(true).optional().describe('The resource was not there any more.'),
    console: z.url().optional().describe("The resource's page in AWS's console."),
    next: z
      .array(z.strictObject({ what: text, command: text.optional() }))
      .optional()
      .describe('What to do, most wanted first, each with its command for a POSIX shell.'),
  })
  .describe('A finding of Drawbridge');

/** The same as JSON Schema, draft 2020-12; it lets readers pass fields that they do not know yet. */
export const findingJsonSchema = (): Readonly<Record<string, unknown>> =>
  z.toJSONSchema(findingSchema, {
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
