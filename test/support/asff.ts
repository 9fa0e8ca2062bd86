import { z } from 'zod';

/**
 * The AWS Security Finding Format as far as Drawbridge writes it, with the lengths and enumerations of
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html and of the pages of its parts
 * (API_Resource, API_Compliance, API_Recommendation, API_Workflow, API_FindingProviderFields). Strict: a field that is
 * not listed is an error, so that a misspelt one is found.
 */
const text = (max = 2048) => z.string().max(max).regex(/\S/);
const integer = z.number().int();

/** YYYY-MM-DDTHH:MM:SS, up to nine digits of a second, Z or an offset. */
const timestamp = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)$/)
  .refine((time) => !Number.isNaN(Date.parse(time)));

const severity = z.strictObject({
  Label: z.enum(['INFORMATIONAL', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']),
});

/** namespace/category/classifier, the last one being optional. */
const types = z
  .array(
    z
      .string()
      .regex(
        /^(Software and Configuration Checks|TTPs|Effects|Unusual Behaviors|Sensitive Data Identifications)(\/[^/]+){1,2}$/,
      ),
  )
  .min(1)
  .max(50);

const permission = z.strictObject({
  IpProtocol: text().optional(),
  FromPort: integer.optional(),
  ToPort: integer.optional(),
  IpRanges: z.array(z.strictObject({ CidrIp: text() })).optional(),
  Ipv6Ranges: z.array(z.strictObject({ CidrIpv6: text() })).optional(),
  PrefixListIds: z.array(z.strictObject({ PrefixListId: text() })).optional(),
  UserIdGroupPairs: z
    .array(z.strictObject({ GroupId: text(), UserId: text().optional(), VpcId: text().optional() }))
    .optional(),
});

const resource = z.strictObject({
  Type: text(256),
  Id: text(),
  Partition: z.enum(['aws', 'aws-cn', 'aws-us-gov']).optional(),
  Region: text(16).optional(),
  Tags: z.record(text(128), text(256)).optional(),
  Details: z
    .strictObject({
      AwsEc2SecurityGroup: z.strictObject({ GroupId: text(), IpPermissions: z.array(permission) }).optional(),
    })
    .optional(),
});

const finding = z.strictObject({
  SchemaVersion: z.literal('2018-10-08'),
  Id: text(512),
  ProductArn: text()
    .min(12)
    .regex(/^arn:aws[\w-]*:securityhub:[\w-]+:\d{12}:product\/\d{12}\/default$/),
  // https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
  ProductName: text(128).optional(),
  GeneratorId: text(512),
  AwsAccountId: z.string().regex(/^\d{12}$/),
  Types: types,
  FirstObservedAt: timestamp.optional(),
  LastObservedAt: timestamp.optional(),
  CreatedAt: timestamp,
  UpdatedAt: timestamp,
  Severity: severity,
  Title: text(256),
  Description: text(1024),
  Remediation: z
    .strictObject({
      Recommendation: z.strictObject({ Text: text(512).optional(), Url: z.url().max(2048).optional() }),
    })
    .optional(),
  ProductFields: z
    .record(z.string().min(1).max(128), z.string().min(1).max(2048))
    .refine((fields) => Object.keys(fields).length <= 50)
    .optional(),
  Resources: z.array(resource).min(1).max(32),
  Compliance: z
    .strictObject({
      Status: z.enum(['PASSED', 'WARNING', 'FAILED', 'NOT_AVAILABLE']),
      RelatedRequirements: z.array(text()).min(1).max(32).optional(),
    })
    .optional(),
  Workflow: z.strictObject({ Status: z.enum(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']) }).optional(),
  RecordState: z.enum(['ACTIVE', 'ARCHIVED']).optional(),
  FindingProviderFields: z.strictObject({ Severity: severity, Types: types }).optional(),
});

const FINDING_BYTES = 240_000;

/** A finding that Security Hub takes: the published syntax, at most 240 KB, and not created after its last update. */
export const asff = finding
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= FINDING_BYTES, 'larger than 240 KB')
  .refine(
    ({ CreatedAt, UpdatedAt }) => Date.parse(CreatedAt) <= Date.parse(UpdatedAt),
    'created after its last update',
  );
