import {
  type EC2Client,
  paginateDescribeNetworkInterfaces,
  paginateDescribeTags,
} from '@aws-sdk/client-ec2';
import type { TagSet } from '../core/holds.ts';

/** The largest page that both calls give. */
const PAGE = 1000;
/** The most values that a filter takes: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const MOST_VALUES = 200;

/**
 * The EC2 instances that use a group, by any of their network interfaces: an instance itself tells the groups of its
 * first interface only. Interfaces of load balancers and other services have an attachment, but no instance of ours.
 */
const instancesOf = async (client: EC2Client, group: string): Promise<readonly string[]> => {
  const filter = { Filters: [{ Name: 'group-id', Values: [group] }] };
  const ids = new Set<string>();
  for await (const page of paginateDescribeNetworkInterfaces({ client, pageSize: PAGE }, filter))
    for (const { Attachment } of page.NetworkInterfaces ?? [])
      if (Attachment?.InstanceId !== undefined) ids.add(Attachment.InstanceId);
  return [...ids];
};

/** The groups of an instance, of all its network interfaces. */
export const groupsOfInstance = async (client: EC2Client, instance: string): Promise<readonly string[]> => {
  const filter = { Filters: [{ Name: 'attachment.instance-id', Values: [instance] }] };
  const ids = new Set<string>();
  for await (const page of paginateDescribeNetworkInterfaces({ client, pageSize: PAGE }, filter))
    for (const { Groups } of page.NetworkInterfaces ?? [])
      for (const { GroupId } of Groups ?? []) if (GroupId !== undefined) ids.add(GroupId);
  return [...ids];
};

/** The tags of a group and of the instances that use it, each under its own id; who has none is there with none. */
export const tagsOf = async (client: EC2Client, group: string): Promise<readonly TagSet[]> => {
  const owners = [group, ...(await instancesOf(client, group))];
  const tags = new Map<string, Record<string, string>>(owners.map((owner) => [owner, {}]));
  for (let start = 0; start < owners.length; start += MOST_VALUES) {
    const filter = { Filters: [{ Name: 'resource-id', Values: owners.slice(start, start + MOST_VALUES) }] };
    for await (const page of paginateDescribeTags({ client, pageSize: PAGE }, filter))
      for (const { ResourceId = '', Key = '', Value = '' } of page.Tags ?? []) {
        const own = tags.get(ResourceId);
        if (own) own[Key] = Value;
      }
  }
  return [...tags].map(([owner, own]) => ({ owner, tags: own }));
};
