/** What EC2 tells of a group beside its rows. */
export interface About {
  readonly GroupName?: string | undefined;
  readonly Description?: string | undefined;
  readonly Tags?:
    | readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
    | undefined;
}

interface Maker {
  readonly service: string;
  readonly isMade: (group: About) => boolean;
}

const described =
  (pattern: RegExp) =>
  ({ Description = '' }: About): boolean =>
    pattern.test(Description);

const isGuardDutys = ({ GroupName = '', Tags = [] }: About): boolean =>
  /^GuardDutyManagedSecurityGroup-vpc-[0-9a-f]+$/.test(GroupName) &&
  Tags.some(({ Key, Value }) => Key === 'GuardDutyManaged' && Value === 'true');

/**
 * AWS services that make security groups for themselves and keep them, by what they leave on them. A description cannot
 * be changed afterwards; a name alone is no evidence, for whoever makes a group chooses it, nor is a tag, which comes
 * and goes.
 * https://docs.aws.amazon.com/directoryservice/latest/devguide/API_AddIpRoutes.html
 * https://docs.aws.amazon.com/guardduty/latest/ug/runtime-monitoring-agent-resource-clean-up.html
 * https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-security-groups.html
 * https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-man-sec-groups.html
 */
const MAKERS: readonly Maker[] = [
  {
    service: 'AWS Directory Service',
    isMade: described(
      /^(AWS|Amazon Web Services) created security group for d-[0-9a-f]{10} directory controllers\.?$/,
    ),
  },
  {
    service: 'Amazon GuardDuty',
    isMade: (group) =>
      described(/^Associated with VPC-vpc-[0-9a-f]+ and tagged as GuardDutyManaged$/)(group) ||
      isGuardDutys(group),
  },
  { service: 'Amazon WorkSpaces', isMade: described(/^Amazon WorkSpaces Security Group$/) },
  {
    service: 'Amazon EMR',
    isMade: described(
      /^(Master|Primary|Slave|Core|Service access) group for Elastic MapReduce.* created on \d{4}-/,
    ),
  },
];

/** The service that made a group for itself, where there is evidence. */
export const serviceOf = (group: About): string | undefined =>
  MAKERS.find(({ isMade }) => isMade(group))?.service;
