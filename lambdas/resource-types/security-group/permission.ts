import type { IpPermission } from '@aws-sdk/client-ec2';
import type { IngressRule } from './model.ts';

const describe = ({ description }: IngressRule) =>
  description === undefined ? {} : { Description: description };

/** A row as EC2 takes it. Throws where the row is from another group or from what is not known. */
export const permissionOf = (rule: IngressRule): IpPermission => {
  const { protocol: IpProtocol, fromPort: FromPort, toPort: ToPort, source } = rule;
  const ports = {
    IpProtocol,
    ...(FromPort !== undefined && { FromPort }),
    ...(ToPort !== undefined && { ToPort }),
  };
  if (source.type === 'prefix-list')
    return { ...ports, PrefixListIds: [{ PrefixListId: source.id, ...describe(rule) }] };
  if (source.type !== 'cidr') throw new TypeError(`A row from ${source.type} cannot be the rest of a split.`);
  return source.cidr.includes(':')
    ? { ...ports, Ipv6Ranges: [{ CidrIpv6: source.cidr, ...describe(rule) }] }
    : { ...ports, IpRanges: [{ CidrIp: source.cidr, ...describe(rule) }] };
};
