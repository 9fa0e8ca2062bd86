import { type Branch, isBranch, listAt, lowerFirst, type Tree, treeOf } from './query.ts';
import type { Rule, RuleChange } from './security-group-rules.ts';

type Json = Readonly<Record<string, unknown>>;

/** EC2's lists in CloudTrail: `{ items: [...] }`, and `{}` when empty. */
const items = (list: readonly unknown[]): Json => (list.length > 0 ? { items: list } : {});

const PORT = /^(from|to)Port$/;

const truth = (value: string): unknown => (value === 'true' || value === 'false' ? value === 'true' : value);

const scalar = (key: string, value: string): unknown => {
  if (PORT.test(key)) return Number(value);
  return /^(key|value|description)$/i.test(key) ? value : truth(value);
};

const lowered = (tree: Tree): unknown => {
  if (typeof tree === 'string') return tree;
  if (!isBranch(tree)) return items((tree as readonly Tree[]).map(lowered));
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => {
      const key = lowerFirst(name);
      return [key, typeof value === 'string' ? scalar(key, value) : lowered(value)];
    }),
  );
};

const lowerAll = (list: readonly Tree[]): readonly unknown[] => list.map(lowered);

/** One row of a request: its four kinds of sources are always there. */
const permission = (tree: Tree): Json => {
  const row = isBranch(tree) ? tree : {};
  const port = (name: string) =>
    typeof row[name] === 'string' ? { [lowerFirst(name)]: Number(row[name]) } : {};
  return {
    ...(typeof row['IpProtocol'] === 'string' && { ipProtocol: row['IpProtocol'] }),
    ...port('FromPort'),
    ...port('ToPort'),
    groups: items(lowerAll([...listAt(row, 'Groups'), ...listAt(row, 'UserIdGroupPairs')])),
    ipRanges: items(lowerAll(listAt(row, 'IpRanges'))),
    ipv6Ranges: items(lowerAll(listAt(row, 'Ipv6Ranges'))),
    prefixListIds: items(lowerAll(listAt(row, 'PrefixListIds'))),
  };
};

const tagSpecifications = (tree: Branch): Json => {
  const specifications = [...listAt(tree, 'TagSpecification'), ...listAt(tree, 'TagSpecifications')];
  if (specifications.length === 0) return {};
  const set = specifications.filter(isBranch).map((specification) => ({
    resourceType: specification['ResourceType'],
    tags: lowerAll(listAt(specification, 'Tag')),
  }));
  return { tagSpecificationSet: { items: set } };
};

const LISTS = new Set(['IpPermissions', 'SecurityGroupRuleId', 'TagSpecification', 'TagSpecifications']);

/** The parameters that are no lists: `groupId`, and of the short form `ipProtocol`, `fromPort`, `toPort`, `cidrIp`. */
const plain = (tree: Branch): Branch =>
  Object.fromEntries(Object.entries(tree).filter(([name]) => !LISTS.has(name)));

/** Authorize and Revoke; `ipPermissions` is empty when the caller used the short form or rule ids. */
const rows = (tree: Branch): Json => {
  const { groupId, groupName, ...rest } = lowered(plain(tree)) as Json;
  const ids = listAt(tree, 'SecurityGroupRuleId');
  return {
    ...(groupId !== undefined && { groupId }),
    ...(groupName !== undefined && { groupName }),
    ipPermissions: items(listAt(tree, 'IpPermissions').map(permission)),
    ...rest,
    ...(ids.length > 0 && { securityGroupRuleIds: items(ids.map((id) => ({ securityGroupRuleId: id }))) }),
    ...tagSpecifications(tree),
  };
};

const tags = (tree: Branch): Json => ({
  resourcesSet: items(listAt(tree, 'ResourceId').map((resourceId) => ({ resourceId }))),
  tagSet: items(lowerAll(listAt(tree, 'Tag'))),
});

/** Newer calls are recorded as they are sent: XML names, list elements with a `tag` that counts from one, one alone. */
const asSent = (tree: Tree): unknown => {
  if (typeof tree === 'string') return /^\d{1,9}$/.test(tree) ? Number(tree) : truth(tree);
  if (!isBranch(tree)) {
    const list = (tree as readonly Tree[]).map((entry, index) =>
      isBranch(entry) ? { ...(asSent(entry) as Json), tag: index + 1 } : { content: entry, tag: index + 1 },
    );
    return list.length === 1 ? list[0] : list;
  }
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [name, asSent(value)]));
};

/** Who may use a snapshot: the wire calls a group `UserGroup`, CloudTrail `group`. */
const permissionItem = (tree: Tree): Json => {
  const { userGroup, ...rest } = lowered(tree) as Json;
  return { ...rest, ...(userGroup !== undefined && { group: userGroup }) };
};

/** Who gains and who loses a permission. */
const permissionChange = (tree: Branch, name: string): Json => {
  const change = isBranch(tree[name] ?? '') ? (tree[name] as Branch) : {};
  const operations = ['Add', 'Remove'].flatMap((name) => {
    const list = listAt(change, name);
    return list.length > 0 ? [[name.toLowerCase(), items(list.map(permissionItem))] as const] : [];
  });
  return Object.fromEntries(operations);
};

const snapshotAttribute = (tree: Branch): Json => ({
  snapshotId: tree['SnapshotId'],
  createVolumePermission: permissionChange(tree, 'CreateVolumePermission'),
  attributeType: 'CREATE_VOLUME_PERMISSION',
});

const imageAttribute = (tree: Branch): Json => ({
  imageId: tree['ImageId'],
  launchPermission: permissionChange(tree, 'LaunchPermission'),
  attributeType: 'launchPermission',
});

const WRAPPED =
  /^(ModifySecurityGroupRules|\w+ManagedPrefixList\w*|\w+SecurityGroupVpc|\w+VpcEndpointService\w+)$/;

export const ec2Request = (action: string, params: URLSearchParams): Json => {
  const tree = treeOf(params);
  if (WRAPPED.test(action)) return { [`${action}Request`]: asSent(tree) };
  if (/^(Authorize|Revoke)SecurityGroup/.test(action)) return rows(tree);
  if (/^(Create|Delete)Tags$/.test(action)) return tags(tree);
  if (action === 'ModifySnapshotAttribute') return snapshotAttribute(tree);
  if (action === 'ModifyImageAttribute') return imageAttribute(tree);
  return { ...(lowered(plain(tree)) as Json), ...tagSpecifications(tree) };
};

const ruleItem = (rule: Rule, owner: string, arn: string): Json => {
  const { tagSet: _, securityGroupRuleId, groupId, referencedGroupInfo, ...rest } = rule.raw;
  const group = referencedGroupInfo as Json | undefined;
  return {
    groupOwnerId: owner,
    groupId,
    securityGroupRuleId,
    ...rest,
    isEgress: rule.raw['isEgress'] === 'true',
    fromPort: Number(rule.raw['fromPort'] ?? -1),
    toPort: Number(rule.raw['toPort'] ?? -1),
    ...(group && { referencedGroupInfo: { userId: owner, ...group } }),
    securityGroupRuleArn: `${arn}${String(securityGroupRuleId)}`,
  };
};

/** The answer of a rule call as CloudTrail shows it; `arn` is what stands before the rule's id in its ARN. */
export const ruleResponse = (
  action: string,
  requestId: string,
  { added, removed }: RuleChange,
  owner: string,
  arn: string,
): Json => {
  const set = (rules: readonly Rule[]) => items(rules.map((rule) => ruleItem(rule, owner, arn)));
  return {
    requestId,
    _return: true,
    ...(action.startsWith('Authorize') && { securityGroupRuleSet: set(added) }),
    ...(action.startsWith('Revoke') && { revokedSecurityGroupRuleSet: set(removed) }),
  };
};

/** Any other successful answer, from EC2's XML. */
export const ec2Response = (action: string, requestId: string, tree: unknown): Json => {
  const root = Object.values((tree ?? {}) as Json)[0];
  const { requestId: _, return: done, ...rest } = (typeof root === 'object' ? root : {}) as Json;
  if (WRAPPED.test(action))
    return {
      [`${action}Response`]: {
        xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
        requestId,
        ...rest,
        ...(done !== undefined && { return: true }),
      },
    };
  const plain = done !== undefined || Object.keys(rest).length === 0;
  return { requestId, ...(plain && { _return: true }), ...(listed(rest) as Json) };
};

const listed = (value: unknown): unknown => {
  if (typeof value === 'string') return truth(value);
  if (typeof value !== 'object' || value === null) return value;
  const { item, ...rest } = value as Json;
  if (Array.isArray(item)) return { items: item.map(listed) };
  return Object.fromEntries(
    Object.entries(rest).map(([key, child]) => [key, child === '' ? {} : listed(child)]),
  );
};
