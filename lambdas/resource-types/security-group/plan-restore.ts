import type { Refused, Restore, Undone } from '../../core/base/ports.ts';
import { describe, type IngressRule, type SecurityGroup, sameContent } from './model.ts';

const named = (rules: readonly IngressRule[]): string => rules.map(describe).join(', ');

/**
 * What it takes to put back the rows that were removed: each with its description and tags, and the rest of a split row
 * taken away again. Rows that are there already are left out, since EC2 knows no second row of the same content.
 */
export const planRestore = (
  { rules }: Pick<SecurityGroup, 'rules'>,
  { removed, added }: Undone<IngressRule>,
): Restore<IngressRule> | Refused => {
  const isThere = (row: IngressRule) => rules.some((rule) => sameContent(rule, row));
  const there = removed.filter(isThere);
  const put = removed.filter((row) => !isThere(row));
  if (put.length === 0)
    return { refused: `There already: ${named(there)}. So there is nothing to put back.` };
  const lost = added.filter((piece) => !rules.some(({ id }) => id === piece.id) || !isThere(piece));
  if (lost.length > 0)
    return {
      refused: `What took the place of the removed rows has changed since: ${named(lost)} is not there any more. Add by hand what is still wanted.`,
    };
  if (added.length > 0 && there.length > 0)
    return {
      refused: `Somebody has put back a part of it by hand: ${named(there)} is there, and so is what took its place. Revoke one of the two, then try again.`,
    };
  return {
    put,
    take: added,
    notes: there.length > 0 ? [`There already, and left as it is: ${named(there)}.`] : [],
  };
};
