import type { EC2Client, NetworkInterface } from '@aws-sdk/client-ec2';
import { interfacesWith } from './tags.ts';

/**
 * What EC2 itself says of the interfaces of other services.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html
 */
const BY_DESCRIPTION: readonly (readonly [RegExp, string])[] = [
  [/^ELB app\/([^/]+)\//, 'application load balancer'],
  [/^ELB net\/([^/]+)\//, 'network load balancer'],
  [/^ELB gwy\/([^/]+)\//, 'gateway load balancer'],
  [/^ELB (\S+)$/, 'classic load balancer'],
  [/^AWS Lambda VPC ENI-(.+?)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'function'],
  [/^VPC Endpoint Interface (vpce-[0-9a-f]+)/, 'VPC endpoint'],
  [/^EFS mount target for (fs-[0-9a-f]+)/, 'file system'],
  [/^Amazon EKS (\S+)$/, 'EKS cluster'],
  [/^ElastiCache (\S+)$/, 'ElastiCache node'],
  [/^(RDSNetworkInterface)$/, 'database'],
];

const nameOf = ({ Attachment, Description = '', NetworkInterfaceId = '' }: NetworkInterface): string => {
  if (Attachment?.InstanceId) return `instance ${Attachment.InstanceId}`;
  for (const [pattern, noun] of BY_DESCRIPTION) {
    const [, name] = pattern.exec(Description) ?? [];
    if (name)
      return name === 'RDSNetworkInterface' ? `${noun} behind ${NetworkInterfaceId}` : `${noun} ${name}`;
  }
  return `network interface ${NetworkInterfaceId}${Description ? ` (${Description})` : ''}`;
};

const addressesOf = ({ Association, Ipv6Addresses = [] }: NetworkInterface): readonly string[] => [
  ...(Association?.PublicIp ? [`public address ${Association.PublicIp}`] : []),
  ...Ipv6Addresses.flatMap(({ Ipv6Address }) => (Ipv6Address ? [`IPv6 ${Ipv6Address}`] : [])),
];

/** `instance i-… (public address 203.0.113.7)`: each user once, those with an address of the Internet first. */
export const usersOf = async (client: EC2Client, group: string): Promise<readonly string[]> => {
  const users = new Map<string, readonly string[]>();
  for (const one of await interfacesWith(client, 'group-id', group)) {
    const name = nameOf(one);
    users.set(name, [...(users.get(name) ?? []), ...addressesOf(one)]);
  }
  return [...users]
    .sort(([, one], [, other]) => Number(other.length > 0) - Number(one.length > 0))
    .map(([name, addresses]) => `${name} (${addresses.join(', ') || 'no public address'})`);
};
