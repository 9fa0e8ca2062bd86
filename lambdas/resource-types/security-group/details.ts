import type { AwsEc2SecurityGroupIpPermission } from '@aws-sdk/client-securityhub';
import type { Presentation } from '../../core/base/presentation.ts';
import type { IngressRule, Source } from './model.ts';

type Sources = Pick<
  AwsEc2SecurityGroupIpPermission,
  'IpRanges' | 'Ipv6Ranges' | 'PrefixListIds' | 'UserIdGroupPairs'
>;

const groupPair = ({ id, account, vpc }: Extract<Source, { type: 'group' }>) => ({
  GroupId: id,
  ...(account && { UserId: account }),
  ...(vpc && { VpcId: vpc }),
});

const sourcesOf = (rules: readonly IngressRule[]): Sources => {
  const sources = rules.map(({ source }) => source);
  const cidrs = sources.flatMap((source) => (source.type === 'cidr' ? [source.cidr] : []));
  const v4 = cidrs.filter((cidr) => !cidr.includes(':'));
  const v6 = cidrs.filter((cidr) => cidr.includes(':'));
  const lists = sources.flatMap((source) => (source.type === 'prefix-list' ? [source.id] : []));
  const groups = sources.flatMap((source) => (source.type === 'group' ? [source] : []));
  return {
    ...(v4.length > 0 && { IpRanges: v4.map((CidrIp) => ({ CidrIp })) }),
    ...(v6.length > 0 && { Ipv6Ranges: v6.map((CidrIpv6) => ({ CidrIpv6 })) }),
    ...(lists.length > 0 && { PrefixListIds: lists.map((PrefixListId) => ({ PrefixListId })) }),
    ...(groups.length > 0 && { UserIdGroupPairs: groups.map(groupPair) }),
  };
};

/** Rows of the same protocol and ports are one entry in ASFF. */
const permissions = (rules: readonly IngressRule[]): AwsEc2SecurityGroupIpPermission[] => {
  const together = new Map<string, IngressRule[]>();
  for (const rule of rules) {
    const ports = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    together.set(ports, [...(together.get(ports) ?? []), rule]);
  }
  return [...together.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const { protocol, fromPort, toPort } = first;
    return [
      {
        IpProtocol: protocol,
        ...(fromPort !== undefined && { FromPort: fromPort }),
        ...(toPort !== undefined && { ToPort: toPort }),
        ...sourcesOf(rows),
      },
    ];
  });
};

export const details: NonNullable<Presentation['details']> = (id, parts) => ({
  AwsEc2SecurityGroup: { GroupId: id, IpPermissions: permissions(parts as readonly IngressRule[]) },
});
