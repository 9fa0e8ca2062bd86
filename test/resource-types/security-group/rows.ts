import type {
  IngressRule,
  PrefixList,
  SecurityGroup,
  Source,
} from '../../../lambdas/resource-types/security-group/model.ts';

let count = 0;

const sourceOf = (from: string): Source => {
  if (from.startsWith('sg-')) return { type: 'group', id: from };
  return from.startsWith('pl-') ? { type: 'prefix-list', id: from } : { type: 'cidr', cidr: from };
};

/** A row as people write it: `row('tcp 20-30', '0.0.0.0/0')`; without ports it has none. */
export const row = (traffic: string, from: string): IngressRule => {
  count += 1;
  const [protocol = '', span] = traffic.split(' ');
  const [fromPort, toPort = fromPort] = span?.split('-').map(Number) ?? [];
  return {
    id: `sgr-${count.toString(16).padStart(17, '0')}`,
    protocol,
    ...(fromPort !== undefined && { fromPort }),
    ...(toPort !== undefined && { toPort }),
    source: sourceOf(from),
  };
};

export const group = (
  rules: readonly IngressRule[],
  prefixLists: Readonly<Record<string, PrefixList>> = {},
): SecurityGroup => ({ id: 'sg-0123456789abcdef0', ownerId: '123456789012', rules, prefixLists });

export const list = (...cidrs: readonly string[]): PrefixList => ({ ownerId: '123456789012', cidrs });
