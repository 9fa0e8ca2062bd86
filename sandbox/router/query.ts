/** The parameters of a query-protocol call as a tree: `IpPermissions.1.IpRanges.2.CidrIp` nests, numbers make lists. */
export type Tree = string | readonly Tree[] | Branch;
export interface Branch {
  readonly [key: string]: Tree;
}

type Node = Map<string, Node | string>;

const grow = (root: Node, path: readonly string[], value: string): void => {
  let node = root;
  for (const key of path.slice(0, -1)) {
    const next = node.get(key);
    const branch: Node = next instanceof Map ? next : new Map();
    node.set(key, branch);
    node = branch;
  }
  node.set(path.at(-1) ?? '', value);
};

const freeze = (node: Node | string): Tree => {
  if (typeof node === 'string') return node;
  const keys = [...node.keys()];
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key)))
    return keys.sort((a, b) => Number(a) - Number(b)).map((key) => freeze(node.get(key) ?? ''));
  return Object.fromEntries([...node].map(([key, value]) => [key, freeze(value)]));
};

const PROTOCOL = new Set(['Action', 'Version']);

export const treeOf = (params: URLSearchParams): Branch => {
  const root: Node = new Map();
  for (const [name, value] of params) if (!PROTOCOL.has(name)) grow(root, name.split('.'), value);
  return Object.fromEntries([...root].map(([key, value]) => [key, freeze(value)]));
};

export const isBranch = (tree: Tree | undefined): tree is Branch =>
  typeof tree === 'object' && !Array.isArray(tree);

/** The list at a key; empty when the caller sent none. */
export const listAt = (tree: Branch, key: string): readonly Tree[] => {
  const value = tree[key];
  return Array.isArray(value) ? value : [];
};

/** `GroupId` as CloudTrail writes it: `groupId`; `DBSnapshotIdentifier`: `dBSnapshotIdentifier`. */
export const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
