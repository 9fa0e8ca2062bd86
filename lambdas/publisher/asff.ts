import type { AwsSecurityFinding, Partition } from '@aws-sdk/client-securityhub';
import { aboutOf, type Catalogue, type Finding } from '../core/ledger/finding.ts';
import { isOpen, type Status } from '../core/ledger/record.ts';
import { detailsOf, malwareOf, vulnerabilitiesOf } from './details.ts';
import { controlUrl, flappingWords, outcomeOf, WORDS } from './messages.ts';
import type { ClosedRecord } from './sink.ts';
import { plain } from './text.ts';

/** `namespace/category` of https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html#Types */
const CONFIGURATION = ['Software and Configuration Checks/AWS Security Best Practices'];

/** The workflow status that a finding of each status is to have. */
export const WORKFLOW = {
  REMEDIATED: 'RESOLVED',
  RESOLVED: 'RESOLVED',
  NOTIFIED: 'NEW',
  FAILED: 'NEW',
  EXCLUDED: 'SUPPRESSED',
} as const satisfies Record<Status, string>;

const PARTITIONS: ReadonlySet<string> = new Set<Partition>(['aws', 'aws-cn', 'aws-us-gov']);
const isPartition = (partition: string): partition is Partition => PARTITIONS.has(partition);

/** ASFF: 50 entries, keys of 128 and values of 2,048 characters; ours are shorter, as a finding has 240 KB in all. */
const MOST_FIELDS = 50;
const FIELD_LENGTH = 512;

const RECOMMENDATION_LENGTH = 512;

/** As many whole steps as ASFF takes: a command that is cut does something else. */
const recommendation = ({ status, exclusion, next = [] }: Finding): string => {
  const until = exclusion?.until ? ` until ${exclusion.until}` : '';
  const steps = [
    ...(status === 'EXCLUDED' ? [`It is left alone${until}: nothing is to be done while that holds.`] : []),
    ...next.map(({ what, command }) => (command === undefined ? what : `${what}: ${command}`)),
  ];
  const text = steps.reduce((all, step) => {
    const longer = all === '' ? step : `${all} | ${step}`;
    return longer.length <= RECOMMENDATION_LENGTH ? longer : all;
  }, '');
  return text || 'Nothing is left to do.';
};

const reason = ({ exclusion }: Finding): string | undefined =>
  exclusion && `Left alone${exclusion.owner ? ` by ${exclusion.owner}` : ''}: ${exclusion.reason}.`;

const description = (finding: Finding, why: string | undefined): string =>
  [
    why,
    outcomeOf(finding),
    finding.flapping && flappingWords(finding.flapping),
    finding.note,
    reason(finding),
    `${WORDS[finding.status].parts}: ${finding.violating.join(', ')}.`,
    finding.usedBy && `Used by ${finding.usedBy.join(', ') || 'nothing'}.`,
    finding.error,
  ]
    .filter((sentence) => sentence)
    .join(' ');

const violatingFields = (violating: readonly string[], room: number): (readonly [string, string])[] => {
  const shown = violating.length > room ? violating.slice(0, room - 1) : violating;
  const left = violating.length - shown.length;
  const fields = shown.map((part, i) => [`violating/${i + 1}`, part] as const);
  return left > 0 ? [...fields, ['violating/more', `… and ${left} more`]] : fields;
};

const productFields = (finding: Finding, version: string): Record<string, string> => {
  const { id, status, remediation, actor, eventId, openedAt, closedAt, kept, error, note, risk } = finding;
  const { reason: exclusion, owner, until } = finding.exclusion ?? {};
  const { arn, sourceIp, userAgent } = actor ?? {};
  const facts = {
    id,
    status,
    remediation,
    arn,
    sourceIp,
    userAgent,
    eventId,
    openedAt,
    closedAt,
    error,
    note,
    name: finding.resource.name,
    usedBy: finding.usedBy && (finding.usedBy.join(', ') || 'nothing'),
    console: finding.console,
    risk: risk === undefined ? undefined : String(risk),
    exclusion,
    owner,
    until,
    version,
  };
  const known = Object.entries({ ...facts, kept: String(kept) }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name === 'arn' ? 'actor' : name, value] as const],
  );
  const fields = [...known, ...violatingFields(finding.violating, MOST_FIELDS - known.length)];
  return Object.fromEntries(
    fields.map(([name, value]) => [`drawbridge/${name}`, plain(value, FIELD_LENGTH) || '-']),
  );
};

/** Every tag of AWS fits; what is empty, or becomes so as one printable line, is left out. */
const tagsOf = (tags: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tags)
      .map(([key, value]) => [plain(key, 128), plain(value, 256)] as const)
      .filter(([key, value]) => key !== '' && value !== ''),
  );

/** An earlier time is taken for the creation, as what is created must not be newer than its update. */
const earlier = (one: string | undefined, other: string): string =>
  one !== undefined && Date.parse(one) < Date.parse(other) ? one : other;

const FINDING_ID_LENGTH = 512;

/** `<resource ARN>/<template id>`: the same violation is always the same finding. */
const asffId = ({ resource, template }: Pick<Finding, 'resource' | 'template'>): string =>
  `${resource.arn}/${template}`.slice(0, FINDING_ID_LENGTH);

/**
 * A finding in the AWS Security Finding Format, within its limits; `region` is where it is imported. Security Hub takes
 * an update only if `UpdatedAt` has grown, so that an import that comes late or twice changes nothing.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 */
export const asffOf = (
  finding: Finding,
  record: ClosedRecord,
  catalogue: Catalogue,
  region: string,
): AwsSecurityFinding => {
  const { account, template, title, resource, status } = finding;
  const [, partition = 'aws'] = resource.arn.split(':');
  const { why, controls = [], types = CONFIGURATION } = aboutOf(record, template, catalogue);
  const Types = [...types];
  const UpdatedAt = record.closedAt;
  const CreatedAt = earlier(finding.openedAt, UpdatedAt);
  // Security Hub's "no issue was found": only what is resolved can be of a template that is no more.
  const Severity = { Label: finding.severity ?? 'INFORMATIONAL' } as const;
  const details = detailsOf(record, catalogue);
  const vulnerabilities = vulnerabilitiesOf(record, template, catalogue);
  const malware = malwareOf(record, template, catalogue);
  const [control] = controls;
  return {
    SchemaVersion: '2018-10-08',
    Id: asffId(finding),
    ProductArn: `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`,
    ProductName: 'Drawbridge',
    GeneratorId: `drawbridge/${template}`.slice(0, 512),
    AwsAccountId: account,
    CreatedAt,
    FirstObservedAt: CreatedAt,
    UpdatedAt,
    LastObservedAt: UpdatedAt,
    Title: plain(`${title}: ${resource.id}`, 256),
    Description: plain(description(finding, why), 1024),
    // The top level counts for a new finding, the provider's fields for an update.
    Types,
    Severity,
    FindingProviderFields: { Types, Severity },
    Remediation: {
      Recommendation: {
        Text: plain(recommendation(finding), RECOMMENDATION_LENGTH),
        ...(control && { Url: controlUrl(control) }),
      },
    },
    ProductFields: productFields(finding, record.version),
    Resources: [
      {
        Type: resource.type,
        Id: resource.arn,
        ...(isPartition(partition) && { Partition: partition }),
        Region: record.region,
        ...(resource.tags && { Tags: tagsOf(resource.tags) }),
        ...(details && { Details: details }),
      },
    ],
    ...(vulnerabilities.length > 0 && { Vulnerabilities: [...vulnerabilities] }),
    ...(malware.length > 0 && { Malware: [...malware] }),
    Compliance: {
      Status: isOpen(status) ? 'FAILED' : 'PASSED',
      ...(controls.length > 0 && { RelatedRequirements: controls.slice(0, 32) }),
    },
    Workflow: { Status: WORKFLOW[status] },
    RecordState: record.gone ? 'ARCHIVED' : 'ACTIVE',
  };
};
