import type { Ports } from '../../core/base/policy.ts';
import { type IngressRule, portsOf } from './model.ts';

interface Range {
  readonly from: number;
  readonly to: number;
}

/** A range without another: none, one or two ranges. */
const without = ({ from, to }: Range, forbidden: Range): readonly Range[] => {
  if (forbidden.to < from || to < forbidden.from) return [{ from, to }];
  return [
    { from, to: forbidden.from - 1 },
    { from: forbidden.to + 1, to },
  ].filter((range) => range.from <= range.to);
};

/**
 * The rows that let in what a tcp or udp row lets in, save for some ports: from the same source, with description and
 * tags. Undefined for protocols that have no ports of their own, `-1` among them.
 */
export const restOf = (
  rule: IngressRule,
  forbidden: readonly Ports[],
): readonly IngressRule[] | undefined => {
  const ports = rule.protocol === '-1' ? undefined : portsOf(rule);
  if (!ports) return undefined;
  const mine = forbidden.filter(({ protocol }) => protocol === rule.protocol);
  const rest = mine.reduce<readonly Range[]>(
    (ranges, each) => ranges.flatMap((range) => without(range, each)),
    [ports],
  );
  const { id: _, ...row } = rule;
  return rest.map(({ from, to }) => ({ ...row, fromPort: from, toPort: to }));
};
