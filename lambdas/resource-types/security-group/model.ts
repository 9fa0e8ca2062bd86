import { canonicalCidr } from '../../core/base/network.ts';

export type Source =
  | { readonly type: 'cidr'; readonly cidr: string }
  | { readonly type: 'prefix-list'; readonly id: string }
  | {
      readonly type: 'group';
      readonly id: string;
      /** Of the referenced group, where EC2 tells. */
      readonly account?: string;
      readonly vpc?: string;
      readonly peering?: string;
    }
  | { readonly type: 'unknown' };

/** One ingress row, as a plain value: the ledger keeps it, and an undo restores the row from it. */
export interface IngressRule {
  /** `sgr-…`; rows that an event shows may lack it. */
  readonly id?: string;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or another protocol's number. */
  readonly protocol: string;
  /** Port, or ICMP type; -1 or absent means all. */
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly source: Source;
  readonly description?: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

export interface PrefixList {
  /** An account, or `AWS`. */
  readonly ownerId?: string;
  readonly cidrs: readonly string[];
}

/** A security group's ingress side. */
export interface SecurityGroup {
  readonly id: string;
  readonly ownerId?: string;
  /** Only known of one that violates a template. */
  readonly name?: string;
  readonly rules: readonly IngressRule[];
  /** Ids of the egress rows: an event about one of them is no ingress row to wait for. */
  readonly egress?: readonly string[];
  /** The prefix lists that matter to a template, by id. */
  readonly prefixLists: Readonly<Record<string, PrefixList>>;
  /** The AWS service that made the group for itself; only known of one that violates a template. */
  readonly madeBy?: string;
}

/** IANA's protocol numbers of those that EC2 calls by name. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

/** One word for each protocol: `6`, 6 and `TCP` are `tcp`. */
export const protocolOf = (value: string | number): string => {
  const word = String(value).trim().toLowerCase().slice(0, 32);
  return NAMES.get(word) ?? word;
};

/** A row's ports from 0 to 65535; undefined for protocols without ports. */
export const portsOf = ({
  protocol,
  fromPort,
  toPort,
}: Pick<IngressRule, 'protocol' | 'fromPort' | 'toPort'>):
  | { readonly from: number; readonly to: number }
  | undefined => {
  if (protocol === '-1') return { from: 0, to: 65_535 };
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined;
  const from = fromPort === undefined || fromPort === -1 ? 0 : fromPort;
  return { from, to: toPort === undefined || toPort === -1 ? 65_535 : toPort };
};

const trafficText = (rule: IngressRule): string => {
  if (rule.protocol === '-1') return 'all traffic';
  const ports = portsOf(rule);
  if (ports) return `${rule.protocol} ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;
  const { protocol, fromPort: type = -1, toPort: code = -1 } = rule;
  if (type === -1) return protocol;
  return code === -1 ? `${protocol} type ${type}` : `${protocol} type ${type} code ${code}`;
};

const sourceText = (source: Source, spell: (cidr: string) => string): string => {
  if (source.type === 'cidr') return spell(source.cidr);
  return source.type === 'unknown' ? 'an unknown source' : source.id;
};

/** `tcp 445 from 0.0.0.0/0`, in the spelling that EC2 gave. */
const textOf = (rule: IngressRule): string =>
  `${trafficText(rule)} from ${sourceText(rule.source, (cidr) => cidr)}`;

/** `tcp 445 from 0.0.0.0/0 (sgr-…)`. */
export const describe = (rule: IngressRule): string =>
  rule.id === undefined ? textOf(rule) : `${textOf(rule)} (${rule.id})`;

/** What a row lets in, the same for every spelling of it. */
const contentOf = (rule: IngressRule): string =>
  `${trafficText(rule)} from ${sourceText(rule.source, canonicalCidr)}`;

/** EC2's id of the row, or else its content: EC2 refuses a second row of the same content. */
export const key = (rule: IngressRule): string => rule.id ?? contentOf(rule);

/** Do two rows let in the same? Addresses are compared by value, and only where the rest is equal. */
export const sameContent = (one: IngressRule, other: IngressRule): boolean =>
  trafficText(one) === trafficText(other) &&
  one.source.type === other.source.type &&
  contentOf(one) === contentOf(other);

/** Does a row that an event shows stand for this one? By id where both have one. */
export const same = (shown: IngressRule, known: IngressRule): boolean =>
  shown.id !== undefined && known.id !== undefined ? shown.id === known.id : sameContent(shown, known);

/** Is a row that an event shows there now, with the values that the event shows? */
export const sees = ({ rules, egress }: SecurityGroup, shown: IngressRule): boolean =>
  (shown.id !== undefined && egress?.includes(shown.id) === true) ||
  rules.some(
    (rule) =>
      (shown.id === undefined || rule.id === undefined || shown.id === rule.id) && sameContent(rule, shown),
  );
