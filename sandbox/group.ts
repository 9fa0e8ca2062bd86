import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeSecurityGroupRulesCommand,
  type EC2Client,
  type IpPermission,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';

const known = <Value>(value: Value | undefined, what: string): Value => {
  if (value === undefined) throw new Error(`The embedded AWS answered without ${what}.`);
  return value;
};

export const createVpc = async (ec2: EC2Client): Promise<string> => {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  return known(Vpc?.VpcId, 'the id of the VPC');
};

/** @returns the id of a new group without ingress rules */
export const createGroup = async (ec2: EC2Client, vpc: string, name: string): Promise<string> => {
  const command = new CreateSecurityGroupCommand({ GroupName: name, Description: name, VpcId: vpc });
  const { GroupId } = await ec2.send(command);
  return known(GroupId, 'the id of the group');
};

/** A group of the VPC that every account has, where instances start. @returns its id */
export const createDefaultGroup = async (ec2: EC2Client, name: string): Promise<string> => {
  const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: name, Description: name }));
  return known(GroupId, 'the id of the group');
};

export const authorize = async (
  ec2: EC2Client,
  group: string,
  permissions: readonly IpPermission[],
): Promise<readonly SecurityGroupRule[]> => {
  const command = new AuthorizeSecurityGroupIngressCommand({
    GroupId: group,
    IpPermissions: [...permissions],
  });
  const { SecurityGroupRules } = await ec2.send(command);
  return known(SecurityGroupRules, 'the new rules');
};

/** The ingress rules of a group as they are now. */
export const ingressRules = async (ec2: EC2Client, group: string): Promise<readonly SecurityGroupRule[]> => {
  const rules: SecurityGroupRule[] = [];
  for (let token: string | undefined; ; ) {
    const page = await ec2.send(
      new DescribeSecurityGroupRulesCommand({
        Filters: [{ Name: 'group-id', Values: [group] }],
        MaxResults: 1000,
        NextToken: token,
      }),
    );
    rules.push(...(page.SecurityGroupRules ?? []).filter(({ IsEgress }) => !IsEgress));
    token = page.NextToken;
    if (!token) return rules;
  }
};

/** The source of a rule: CIDR, prefix list or group. */
export const sourceOf = ({
  CidrIpv4,
  CidrIpv6,
  PrefixListId,
  ReferencedGroupInfo,
}: SecurityGroupRule): string => CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? ReferencedGroupInfo?.GroupId ?? '?';

export const portsOf = ({ IpProtocol, FromPort, ToPort }: SecurityGroupRule): string => {
  if (IpProtocol === '-1') return 'all';
  return `${IpProtocol} ${FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`}`;
};
