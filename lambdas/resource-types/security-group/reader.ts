import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeSecurityGroupRulesCommand,
  type EC2Client,
  paginateDescribeSecurityGroups,
  type SecurityGroupRule,
} from '@aws-sdk/client-ec2';
import { Permanent } from '../../core/base/errors.ts';
import type { Clock, Reader } from '../../core/base/ports.ts';
import type { LookUp, Place, Template } from '../../core/base/resource-type.ts';
import { describeRules } from './describe.ts';
import { classify } from './errors.ts';
import { type IngressRule, protocolOf, type SecurityGroup, type Source } from './model.ts';
import { listsThatMatter, prefixListsOf, waitUntilChanged } from './prefix-lists.ts';
import { type About, serviceOf } from './service-groups.ts';
import { groupsOfInstance, tagsOf } from './tags.ts';
import { usersOf } from './used-by.ts';

/** EC2's ids: 8 digits until 2016, 17 since. */
const IDS = {
  'security group': /^sg-[0-9a-f]{8,17}$/,
  rule: /^sgr-[0-9a-f]{8,17}$/,
  instance: /^i-[0-9a-f]{8,17}$/,
  'prefix list': /^pl-[0-9a-f]{8,17}$/,
};
/** The largest page that DescribeSecurityGroups gives. */
const PAGE = 1000;

const demand = (what: keyof typeof IDS, id: string): void => {
  if (!IDS[what].test(id))
    throw new Permanent(
      `${JSON.stringify(id.slice(0, 64))} is no ${what} id. Check where the event came from.`,
    );
};

const sourceOf = (row: SecurityGroupRule): Source => {
  const cidr = row.CidrIpv4 ?? row.CidrIpv6;
  if (cidr !== undefined) return { type: 'cidr', cidr };
  if (row.PrefixListId !== undefined) return { type: 'prefix-list', id: row.PrefixListId };
  const { GroupId, UserId, VpcId, VpcPeeringConnectionId } = row.ReferencedGroupInfo ?? {};
  if (GroupId === undefined) return { type: 'unknown' };
  return {
    type: 'group',
    id: GroupId,
    ...(UserId !== undefined && { account: UserId }),
    ...(VpcId !== undefined && { vpc: VpcId }),
    ...(VpcPeeringConnectionId !== undefined && { peering: VpcPeeringConnectionId }),
  };
};

/** A row as EC2 describes it, in the model's words. */
export const ruleOf = (row: SecurityGroupRule): IngressRule => ({
  ...(row.SecurityGroupRuleId !== undefined && { id: row.SecurityGroupRuleId }),
  protocol: protocolOf(row.IpProtocol ?? ''),
  ...(row.FromPort !== undefined && { fromPort: row.FromPort }),
  ...(row.ToPort !== undefined && { toPort: row.ToPort }),
  source: sourceOf(row),
  ...(row.Description !== undefined && { description: row.Description }),
  ...(row.Tags?.length && { tags: row.Tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value })) }),
});

const groupOf = (id: string, rows: readonly SecurityGroupRule[]): SecurityGroup => {
  const ownerId = rows.find(({ GroupOwnerId }) => GroupOwnerId !== undefined)?.GroupOwnerId;
  return {
    id,
    ...(ownerId !== undefined && { ownerId }),
    rules: rows.filter(({ IsEgress }) => !IsEgress).map(ruleOf),
    egress: rows.flatMap(({ IsEgress, SecurityGroupRuleId }) =>
      IsEgress ? (SecurityGroupRuleId ?? []) : [],
    ),
    prefixLists: {},
  };
};

const groupsWith = async (client: EC2Client, account: string, name: string, value: string) => {
  const filter = { Filters: [{ Name: name, Values: [value] }] };
  const groups = [];
  for await (const page of paginateDescribeSecurityGroups({ client, pageSize: PAGE }, filter))
    groups.push(...(page.SecurityGroups ?? []));
  return groups.filter(({ OwnerId = account }) => OwnerId === account);
};

const groupOfRule = async (client: EC2Client, id: string): Promise<readonly string[]> => {
  try {
    const { SecurityGroupRules = [] } = await client.send(
      new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [id] }),
    );
    return SecurityGroupRules.flatMap(({ GroupId }) => GroupId ?? []);
  } catch (error) {
    if (classify(error) === 'gone') return [];
    throw error;
  }
};

const isOpen = (group: SecurityGroup, templates: readonly Template<SecurityGroup, IngressRule>[]): boolean =>
  templates.some((template) => template.offending(group).length > 0);

/** Groups that AWS services keep for themselves say so beside their rows. */
const withAbout = (group: SecurityGroup, about: About = {}): SecurityGroup => {
  const madeBy = serviceOf(about);
  return {
    ...group,
    ...(about.GroupName !== undefined && { name: about.GroupName }),
    ...(madeBy !== undefined && { madeBy }),
  };
};

/**
 * Reads security groups of one account: one DescribeSecurityGroupRules for each, the entries of the prefix lists that
 * matter to one of the templates, and one DescribeSecurityGroups more where one of them is violated. A group of another account, which a shared VPC can show, counts as not there: it is
 * that account's to judge. Tags on instances matter only where an exclusion names tags. A group that was deleted reads as one without rows, since EC2 does not tell them apart.
 */
export const createReader = (
  client: EC2Client,
  { account }: Pick<Place, 'account'>,
  templates: readonly Template<SecurityGroup, IngressRule>[],
  { sleep = pause, usesTags = true }: Partial<Pick<Clock, 'sleep'>> & { readonly usesTags?: boolean } = {},
): Reader<SecurityGroup> => ({
  read: async (id, shown = []) => {
    demand('security group', id);
    const assumed = { id, rules: shown as readonly IngressRule[], prefixLists: {} };
    const aboutGroup = async () => (await groupsWith(client, account, 'group-id', id))[0];
    // What the event shows will probably be there: then nobody waits for the second call.
    const [rows, early] = await Promise.all([
      describeRules(client, id),
      isOpen(assumed, templates) ? aboutGroup() : undefined,
    ]);
    if (!rows) return undefined;
    const group = groupOf(id, rows);
    if (group.ownerId !== undefined && group.ownerId !== account) return undefined;
    const read = { ...group, prefixLists: await prefixListsOf(client, listsThatMatter(group, templates)) };
    return isOpen(read, templates) ? withAbout(read, early ?? (await aboutGroup())) : read;
  },
  exists: async (id) => (await groupsWith(client, account, 'group-id', id)).length > 0,
  resolve: async ({ by, value }: LookUp) => {
    if (by === 'rule') {
      demand('rule', value);
      return groupOfRule(client, value);
    }
    if (by === 'instance') {
      if (!usesTags) return [];
      demand('instance', value);
      return groupsOfInstance(client, value);
    }
    if (by === 'prefix-list') {
      demand('prefix list', value);
      await waitUntilChanged(client, value, { sleep });
      const groups = await groupsWith(client, account, 'ip-permission.prefix-list-id', value);
      return groups.flatMap(({ GroupId }) => GroupId ?? []);
    }
    // EC2 reads * and ? in the value as wildcards: what it finds beyond the name itself is dropped.
    const groups = await groupsWith(client, account, 'group-name', value);
    return groups.flatMap(({ GroupId, GroupName }) => (GroupName === value ? (GroupId ?? []) : []));
  },
  name: async (id, { name }) => name ?? (await groupsWith(client, account, 'group-id', id))[0]?.GroupName,
  tags: (id) => tagsOf(client, id),
  usedBy: (id) => usersOf(client, id),
});
