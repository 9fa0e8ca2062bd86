import { addUpToWorld, type Block, blocksOfWorld, reachOf, WORLD } from '../../core/base/network.ts';
import type { Ports } from '../../core/base/policy.ts';
import { type IngressRule, portsOf, type SecurityGroup } from './model.ts';

/** A row that is open to the world, or that may be together with others. */
interface Exposure {
  readonly rule: IngressRule;
  /** Its place in the group. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** One block of a row's source. */
interface RowBlock extends Block {
  readonly row: Exposure;
}

interface Exposures {
  /** Rows whose source is the world by itself. */
  readonly alone: readonly Exposure[];
  /** What the others let in that may add up, by family of addresses and in the order of addresses. */
  readonly parts: readonly (readonly RowBlock[])[];
}

/** The entries of a row's prefix list; none for AWS's own lists, which never violate. */
export const cidrsOf = ({ source }: IngressRule, { prefixLists }: SecurityGroup): readonly string[] => {
  if (source.type !== 'prefix-list' || !Object.hasOwn(prefixLists, source.id)) return [];
  const { ownerId, cidrs = [] } = prefixLists[source.id] ?? {};
  return ownerId?.toUpperCase() === 'AWS' ? [] : cidrs;
};

const reachOfRow = (rule: IngressRule, group: SecurityGroup): typeof WORLD | readonly Block[] | undefined => {
  if (rule.source.type === 'cidr') {
    const reach = reachOf(rule.source.cidr);
    return reach === undefined || reach === WORLD ? reach : [reach];
  }
  const reaches = cidrsOf(rule, group).flatMap((cidr) => reachOf(cidr) ?? []);
  return reaches.includes(WORLD) ? WORLD : reaches.filter((reach) => reach !== WORLD);
};

const expose = (group: SecurityGroup): Exposures => {
  const alone: Exposure[] = [];
  const parts: RowBlock[] = [];
  group.rules.forEach((rule, index) => {
    const reach = reachOfRow(rule, group);
    const ports = reach && portsOf(rule);
    if (!ports) return;
    const row = { rule, index, ...ports };
    if (reach === WORLD) alone.push(row);
    else for (const block of reach) parts.push({ ...block, row });
  });
  parts.sort((one, other) => one.start - other.start);
  const families = ([4, 6] as const).map((version) => parts.filter((block) => block.version === version));
  return { alone, parts: families.filter(({ length }) => length > 0) };
};

const known = new WeakMap<SecurityGroup, Exposures>();

/** Every template asks about the same group, so each group is gone through once. */
const exposuresOf = (group: SecurityGroup): Exposures => {
  let exposures = known.get(group);
  if (!exposures) {
    exposures = expose(group);
    known.set(group, exposures);
  }
  return exposures;
};

const covers = ({ rule, from, to }: Exposure, ports: Ports): boolean =>
  from <= ports.to && ports.from <= to && (rule.protocol === ports.protocol || rule.protocol === '-1');

const coversAny = (row: Exposure, ports: readonly Ports[]): boolean => {
  for (const range of ports) if (covers(row, range)) return true;
  return false;
};

/** Where a row begins to cover ports, most rows do: it is enough to look there, and where the range begins. */
const beginnings = (blocks: readonly RowBlock[], { from, to }: Ports): ReadonlySet<number> =>
  new Set([from, ...blocks.map(({ row }) => row.from).filter((port) => from < port && port <= to)]);

/** Adds the rows that are the world together, and those that would be without them. */
const addSum = (blocks: readonly RowBlock[], into: Set<Exposure>): void => {
  for (let left = blocks; ; ) {
    const rows = new Set(blocksOfWorld(left).map(({ row }) => row));
    if (rows.size === 0) return;
    for (const row of rows) into.add(row);
    left = left.filter(({ row }) => !rows.has(row));
  }
};

/** Adds the rows of one family that are, for some port of a range, the world together. */
const addTogether = (family: readonly RowBlock[], ports: Ports, into: Set<Exposure>): void => {
  const blocks = family.filter(({ row }) => covers(row, ports));
  if (!addUpToWorld(blocks)) return;
  for (const port of beginnings(blocks, ports))
    addSum(
      blocks.filter(({ row: { from, to } }) => from <= port && port <= to),
      into,
    );
};

/**
 * The rows of a group that let the world in at one of these ports, in the group's order: those that do so alone, and those
 * that do so together. Rows beside a row for the whole world stay, unless they are the world without it: what is left
 * over after the fix is what counts.
 */
export const openToWorld = (group: SecurityGroup, ports: readonly Ports[]): readonly IngressRule[] => {
  const { alone, parts } = exposuresOf(group);
  const open = alone.filter((row) => coversAny(row, ports));
  if (parts.length === 0) return open.map(({ rule }) => rule);
  const all = new Set(open);
  for (const family of parts) for (const range of ports) addTogether(family, range, all);
  return [...all].sort((one, other) => one.index - other.index).map(({ rule }) => rule);
};

/** May this row, alone or with others, be the world to some template? No group reference or narrow CIDR ever is. */
export const mayBeWorld = (rule: IngressRule): boolean =>
  portsOf(rule) !== undefined &&
  (rule.source.type === 'prefix-list' ||
    (rule.source.type === 'cidr' && reachOf(rule.source.cidr) !== undefined));
