import {
  type SecurityGroup as Described,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
} from '@aws-sdk/client-ec2';
import type { Lister } from '../../core/base/ports.ts';
import type { Place, Template } from '../../core/base/resource-type.ts';
import { type IngressRule, protocolOf, type SecurityGroup, type Source } from './model.ts';
import { listsThatMatter, prefixListsOf } from './prefix-lists.ts';
import { serviceOf } from './service-groups.ts';

/** The largest page that DescribeSecurityGroups gives. */
const PAGE = 1000;

const sourcesOf = ({ IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }: IpPermission): Source[] => [
  ...(IpRanges ?? []).map(({ CidrIp = '' }): Source => ({ type: 'cidr', cidr: CidrIp })),
  ...(Ipv6Ranges ?? []).map(({ CidrIpv6 = '' }): Source => ({ type: 'cidr', cidr: CidrIpv6 })),
  ...(PrefixListIds ?? []).map(
    ({ PrefixListId = '' }): Source => ({ type: 'prefix-list', id: PrefixListId }),
  ),
  ...(UserIdGroupPairs ?? []).map(({ GroupId = '' }): Source => ({ type: 'group', id: GroupId })),
];

const rulesOf = (permission: IpPermission): IngressRule[] => {
  const { IpProtocol = '', FromPort, ToPort } = permission;
  return sourcesOf(permission).map((source) => ({
    protocol: protocolOf(IpProtocol),
    ...(FromPort !== undefined && { fromPort: FromPort }),
    ...(ToPort !== undefined && { toPort: ToPort }),
    source,
  }));
};

const groupOf = (described: Described): SecurityGroup => {
  const { GroupId: id = '', IpPermissions = [] } = described;
  const madeBy = serviceOf(described);
  return {
    id,
    rules: IpPermissions.flatMap(rulesOf),
    prefixLists: {},
    ...(madeBy !== undefined && { madeBy }),
  };
};

/**
 * Lists the groups of one account with what they let in, 1,000 a call: enough to tell the clean ones without any further
 * call. DescribeSecurityGroupRules would name the rows too, but takes a call for each 1,000 rows, egress included, and
 * leaves out groups that have none.
 */
export const createLister = (
  client: EC2Client,
  { account }: Pick<Place, 'account'>,
  templates: readonly Template<SecurityGroup, IngressRule>[],
): Lister<SecurityGroup> => ({
  list: async (token) => {
    const { SecurityGroups = [], NextToken } = await client.send(
      new DescribeSecurityGroupsCommand({
        MaxResults: PAGE,
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    const groups = SecurityGroups.filter(({ OwnerId = account }) => OwnerId === account).map(groupOf);
    const lists = new Set(groups.flatMap((group) => listsThatMatter(group, templates)));
    const prefixLists = await prefixListsOf(client, [...lists]);
    return {
      resources: groups.map((group) => ({ id: group.id, model: { ...group, prefixLists } })),
      ...(NextToken && { next: NextToken }),
    };
  },
});
