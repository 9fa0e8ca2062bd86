import type { ResourceType } from '../../core/base/resource-type.ts';
import { ERRORS } from './errors.ts';
import { hintOf } from './event.ts';
import { describe, type IngressRule, key, type SecurityGroup, same, sees } from './model.ts';
import { customTemplate, TEMPLATES } from './templates.ts';
import { cidrsOf } from './world.ts';

export type { IngressRule, SecurityGroup } from './model.ts';

const GROUPS = 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:security-group/*';
const RULES = 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:security-group-rule/*';

/** Tags come and go on everything; only those of a group matter, or also those of the instances that use one. */
const tagsOn = (...prefixes: readonly string[]) => ({
  requestParameters: {
    resourcesSet: { items: { resourceId: prefixes.map((prefix) => ({ prefix })) } },
  },
});

const CALLS: ResourceType<SecurityGroup, IngressRule>['calls'] = {
  AuthorizeSecurityGroupIngress: { wakes: 'opens' },
  ModifySecurityGroupRules: { wakes: 'both' },
  RevokeSecurityGroupIngress: { wakes: 'closes' },
  DeleteSecurityGroup: { wakes: 'closes' },
  // A new list is in no group yet: CreateManagedPrefixList opens nothing.
  ModifyManagedPrefixList: { wakes: 'both' },
  RestoreManagedPrefixListVersion: { wakes: 'both' },
  CreateTags: { wakes: 'both', only: tagsOn('sg-') },
  DeleteTags: { wakes: 'both', only: tagsOn('sg-') },
};

/** Security groups of EC2, judged by their ingress rows. */
export const securityGroup: ResourceType<SecurityGroup, IngressRule> = {
  name: 'security-group',
  noun: 'security group',
  errors: ERRORS,
  // EC2 refills 20 describes and 5 revokes a second for each account and region:
  // https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
  pace: { looksPerSecond: 20, fixesPerSecond: 5, atOnce: 5 },
  templates: TEMPLATES,
  customTemplate,
  asffType: 'AwsEc2SecurityGroup',
  sources: ['aws.ec2'],
  eventSources: ['ec2.amazonaws.com'],
  calls: CALLS,
  read: [
    {
      // EC2 takes no resource for its Describe calls.
      actions: [
        'ec2:DescribeSecurityGroupRules',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeManagedPrefixLists',
        'ec2:DescribeNetworkInterfaces',
      ],
      resources: ['*'],
    },
    {
      // Any account's: a list may be shared with this one.
      actions: ['ec2:GetManagedPrefixListEntries'],
      resources: ['arn:${AWS::Partition}:ec2:${AWS::Region}:*:prefix-list/*'],
    },
  ],
  fix: [
    {
      actions: ['ec2:RevokeSecurityGroupIngress'],
      resources: [GROUPS],
    },
  ],
  forTags: {
    calls: {
      CreateTags: { wakes: 'both', only: tagsOn('i-', 'sg-') },
      DeleteTags: { wakes: 'both', only: tagsOn('i-', 'sg-') },
    },
    // EC2 takes no resource for its Describe calls.
    read: [{ actions: ['ec2:DescribeTags'], resources: ['*'] }],
  },
  forSplit: [
    { actions: ['ec2:AuthorizeSecurityGroupIngress'], resources: [GROUPS, RULES] },
    {
      actions: ['ec2:CreateTags'],
      resources: [RULES],
      conditions: { StringEquals: { 'ec2:CreateAction': 'AuthorizeSecurityGroupIngress' } },
    },
  ],
  idPrefix: 'sg-',
  addresses: (group, rule) => (rule.source.type === 'cidr' ? [rule.source.cidr] : cidrsOf(rule, group)),
  replace: (group, gone, added) => {
    const ids = new Set(gone.map(key));
    return { ...group, rules: [...group.rules.filter((rule) => !ids.has(key(rule))), ...added] };
  },
  hint: (event) => {
    const wakes = Object.hasOwn(CALLS, event.name) ? CALLS[event.name]?.wakes : undefined;
    return hintOf(event, wakes !== 'opens');
  },
  arn: (id, { partition, region, account }) =>
    `arn:${partition}:ec2:${region}:${account}:security-group/${id}`,
  key,
  describe,
  parts: ({ rules }) => rules,
  assume: (id, rules) => ({ id, rules, prefixLists: {} }),
  sees,
  same,
};
