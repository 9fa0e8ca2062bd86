import {
  type EC2Client,
  type NetworkInterface,
  paginateDescribeNetworkInterfaces,
  paginateDescribeTags,
  type TagDescription,
} from '@aws-sdk/client-ec2';
import type { TagSet } from '../../core/base/ports.ts';

/** The largest page that both calls give. */
const PAGE = 1000;
/** The most values that a filter takes: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const MOST_VALUES = 200;

/** Network interfaces by one filter. An instance itself tells the groups of its first network interface only, so the interfaces are asked. */
export const interfacesWith = async (
  client: EC2Client,
  name: string,
  value: string,
): Promise<readonly NetworkInterface[]> => {
  const filter = { Filters: [{ Name: name, Values: [value] }] };
  const interfaces: NetworkInterface[] = [];
  for await (const page of paginateDescribeNetworkInterfaces({ client, pageSize: PAGE }, filter))
    interfaces.push(...(page.NetworkInterfaces ?? []));
  return interfaces;
};

/** The security groups that an instance uses, by any of its network interfaces. */
export const groupsOfInstance = async (client: EC2Client, instance: string): Promise<readonly string[]> => {
  const interfaces = await interfacesWith(client, 'attachment.instance-id', instance);
  const groups = interfaces.flatMap(({ Groups = [] }) => Groups.flatMap(({ GroupId }) => GroupId ?? []));
  return [...new Set(groups)];
};

/** Interfaces of load balancers and other services are attached to no instance that we could see. */
const instancesOf = async (client: EC2Client, group: string): Promise<readonly string[]> => {
  const interfaces = await interfacesWith(client, 'group-id', group);
  return [...new Set(interfaces.flatMap(({ Attachment }) => Attachment?.InstanceId ?? []))];
};

const describeTags = async (
  client: EC2Client,
  owners: readonly string[],
): Promise<readonly TagDescription[]> => {
  const filter = { Filters: [{ Name: 'resource-id', Values: [...owners] }] };
  const tags: TagDescription[] = [];
  for await (const page of paginateDescribeTags({ client, pageSize: PAGE }, filter))
    tags.push(...(page.Tags ?? []));
  return tags;
};

/** The tags of a group and of the instances that use it, each under its own id; who has none is there with none. */
export const tagsOf = async (client: EC2Client, group: string): Promise<readonly TagSet[]> => {
  const owners = [group, ...(await instancesOf(client, group))];
  const found: TagDescription[] = [];
  for (let start = 0; start < owners.length; start += MOST_VALUES)
    found.push(...(await describeTags(client, owners.slice(start, start + MOST_VALUES))));
  return owners.map((owner) => {
    const own = found.filter(({ ResourceId }) => ResourceId === owner);
    return { owner, tags: Object.fromEntries(own.map(({ Key = '', Value = '' }) => [Key, Value])) };
  });
};
