import { at } from '../../lambdas/core/base/json.ts';
import { type Branch, isBranch, listAt, type Tree, treeOf } from './query.ts';

const textAt = (tree: Tree | undefined, key: string): string | undefined => {
  const value = isBranch(tree) ? tree[key] : undefined;
  return typeof value === 'string' ? value : undefined;
};

/** What makes a rule the same rule: protocol, ports and source. */
const key = (protocol: string, from: string, to: string, source: string): string =>
  protocol === '-1' ? `-1 ${source}` : `${protocol} ${from} ${to} ${source}`;

const SOURCES: Readonly<Record<string, string>> = {
  IpRanges: 'CidrIp',
  Ipv6Ranges: 'CidrIpv6',
  PrefixListIds: 'PrefixListId',
  Groups: 'GroupId',
};

const sourcesOf = (row: Branch): readonly (string | undefined)[] =>
  Object.entries(SOURCES).flatMap(([list, name]) => listAt(row, list).map((source) => textAt(source, name)));

const keysOf = (row: Branch, sources: readonly (string | undefined)[]): readonly (string | undefined)[] => {
  const [protocol = '', from = '-1', to = '-1'] = ['IpProtocol', 'FromPort', 'ToPort'].map((name) =>
    textAt(row, name),
  );
  return sources.map((source) => source && key(protocol, from, to, source));
};

/** The keys of the rules that Authorize or Revoke names, in both forms; undefined when one cannot be told. */
export const namedKeys = (params: URLSearchParams): readonly string[] | undefined => {
  const tree = treeOf(params);
  const rows = listAt(tree, 'IpPermissions').filter(isBranch);
  const short = textAt(tree, 'CidrIp');
  const keys = [
    ...rows.flatMap((row) => keysOf(row, sourcesOf(row))),
    ...(short ? keysOf(tree, [short]) : []),
  ];
  const known = keys.filter((named) => named !== undefined);
  return known.length === keys.length ? known : undefined;
};

/** The key of a rule of DescribeSecurityGroupRules. */
export const keyOf = (rule: unknown): string => {
  const [protocol, from = '-1', to = '-1'] = ['ipProtocol', 'fromPort', 'toPort'].map((name) =>
    at(rule, name),
  );
  const source = ['cidrIpv4', 'cidrIpv6', 'prefixListId', 'referencedGroupInfo.groupId']
    .map((path) => at(rule, path))
    .find((value) => value !== undefined);
  return key(String(protocol), String(from), String(to), String(source));
};
