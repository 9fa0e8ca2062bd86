import { at, list, own } from '../../lambdas/core/base/json.ts';
import type { PolicyDoor, Statement } from '../policy-door.ts';

/** Whom a statement lets in, in the words of a call that adds one. */
export const principalOf = (statement: Statement): string => {
  const principal = statement['Principal'];
  return typeof principal === 'string' ? principal : String(own(principal, 'AWS'));
};

/** The organization that a statement is for. */
export const organizationOf = (statement: Statement): string | undefined => {
  const found = own(at(statement, 'Condition.StringEquals'), 'aws:PrincipalOrgID');
  return found === undefined ? undefined : String(found);
};

/** Writes a policy whose service takes one statement at a time: those that are not there yet. */
export const addingBy =
  (get: PolicyDoor['get'], add: (statement: Statement) => Promise<unknown>): PolicyDoor['put'] =>
  async ({ Statement }) => {
    const there = list(own(await get(), 'Statement')).map((statement) => own(statement, 'Sid'));
    // The one for everybody comes last: what wakes the function is then all that there will be.
    const last = (statement: Statement) => Number(statement['Sid'] === 'everybody');
    for (const statement of Statement.toSorted((one, other) => last(one) - last(other)))
      if (!there.includes(statement['Sid'])) await add(statement);
  };
