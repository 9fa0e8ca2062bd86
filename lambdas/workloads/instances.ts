import { type EC2Client, type Instance as Ec2Instance, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import type { Instance } from '../core/workloads/decide.ts';

/** An instance with what its scan needs beside the decision. */
export interface Machine extends Instance {
  readonly launchedAt: number;
  /** It has an address that the Internet knows. */
  readonly isPublic: boolean;
  readonly groups: readonly string[];
}

const PAGE = 1000;

const tagsOf = ({ Tags = [] }: Ec2Instance): Record<string, string> =>
  Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));

/** The volume that it starts from comes first. */
const volumesOf = ({ BlockDeviceMappings = [], RootDeviceName }: Ec2Instance): string[] =>
  BlockDeviceMappings.toSorted(
    (one, other) => Number(other.DeviceName === RootDeviceName) - Number(one.DeviceName === RootDeviceName),
  ).flatMap(({ Ebs }) => Ebs?.VolumeId ?? []);

const isPublic = ({ PublicIpAddress, Ipv6Address, NetworkInterfaces = [] }: Ec2Instance): boolean =>
  PublicIpAddress !== undefined ||
  Ipv6Address !== undefined ||
  NetworkInterfaces.some(
    ({ Association, Ipv6Addresses = [] }) => Association?.PublicIp !== undefined || Ipv6Addresses.length > 0,
  );

const groupsOf = ({ SecurityGroups = [], NetworkInterfaces = [] }: Ec2Instance): string[] => [
  ...new Set(
    [SecurityGroups, ...NetworkInterfaces.map(({ Groups = [] }) => Groups)]
      .flat()
      .flatMap(({ GroupId }) => GroupId ?? []),
  ),
];

const machineOf = (instance: Ec2Instance): Machine => ({
  id: instance.InstanceId ?? '',
  state: instance.State?.Name ?? 'unknown',
  platform: instance.PlatformDetails ?? instance.Platform ?? 'Linux/UNIX',
  tags: tagsOf(instance),
  volumes: volumesOf(instance),
  ...(instance.OutpostArn && { outpost: instance.OutpostArn }),
  launchedAt: instance.LaunchTime?.getTime() ?? 0,
  isPublic: isPublic(instance),
  groups: groupsOf(instance),
});

/** The instances of the account and region: all of them, or those of these ids. */
export const machines = async (client: EC2Client, ids?: readonly string[]): Promise<readonly Machine[]> => {
  const found: Machine[] = [];
  const filter = ids ? { Filters: [{ Name: 'instance-id', Values: [...ids] }] } : {};
  for await (const { Reservations = [] } of paginateDescribeInstances({ client, pageSize: PAGE }, filter))
    for (const { Instances = [] } of Reservations) found.push(...Instances.map(machineOf));
  return found;
};
