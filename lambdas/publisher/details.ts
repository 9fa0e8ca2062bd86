import type { AwsEc2SecurityGroupIpPermission, ResourceDetails } from '@aws-sdk/client-securityhub';
import type { Catalogue } from '../core/ledger/finding.ts';
import type { LedgerRecord } from '../core/ledger/record.ts';
import type { IngressRule, Source } from '../resource-types/security-group/model.ts';

/** Details that are larger are left out: a finding may have 240 KB in all. */
const DETAILS_BYTES = 100_000;

/** The parts of the resource after the remediation. */
const partsLeft = (record: LedgerRecord, { keys }: Catalogue): readonly unknown[] => {
  const keyOf = keys.get(record.kind);
  if (!keyOf) return [];
  const removed = new Set(record.removed.map(keyOf));
  return record.before.filter((part) => !removed.has(keyOf(part)));
};

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

const DETAILS: Readonly<Record<string, (record: LedgerRecord, left: readonly unknown[]) => ResourceDetails>> =
  {
    AwsEc2SecurityGroup: ({ id }, left) => ({
      AwsEc2SecurityGroup: { GroupId: id, IpPermissions: permissions(left as readonly IngressRule[]) },
    }),
  };

/** The resource's state after the remediation as ASFF's `Resources[].Details`; undefined where there is nothing to show. */
export const detailsOf = (record: LedgerRecord, catalogue: Catalogue): ResourceDetails | undefined => {
  const details = DETAILS[record.type]?.(record, partsLeft(record, catalogue));
  return details && JSON.stringify(details).length <= DETAILS_BYTES ? details : undefined;
};
