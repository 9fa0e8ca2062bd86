import { isRecord, own } from '../base/json.ts';
import { type Cell, code, compact, pretty } from '../base/presentation.ts';

/** A ledger keeps statements as text, so that no order is lost. */
const parsed = (text: unknown): unknown => {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : text;
  } catch {
    return text;
  }
};

/** `AWS: *`, one a line. */
const principalText = (principal: unknown): string =>
  isRecord(principal)
    ? Object.entries(principal)
        .flatMap(([sort, names]) => [names].flat().map((name) => `${sort}: ${compact(name)}`))
        .join('\n')
    : compact(principal);

/** Who, what, and the whole of it: of a part that a ledger keeps, whatever that holds. */
export const statementCells = (part: unknown): readonly Cell[] => {
  const statement = parsed(own(part, 'statement'));
  const actions = own(statement, 'Action') ?? { NotAction: own(statement, 'NotAction') };
  const principal = own(statement, 'Principal') ?? { NotPrincipal: own(statement, 'NotPrincipal') };
  const what = [own(statement, 'Effect'), actions].flat().map(compact);
  return [code(principalText(principal)), code(what.join('\n')), pretty(statement)];
};
