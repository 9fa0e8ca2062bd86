import { isRecord, own } from '../base/json.ts';
import type { Refused } from '../base/ports.ts';
import { describeStatement, short } from './describe-statement.ts';
import { withoutDead } from './principals.ts';
import { contentOf, key, type StatementPart, statementParts, statementsIn } from './statement-parts.ts';

const USUAL_FRAME = { Version: '2012-10-17' };

/** A policy without its statements, as the ledger kept it with each of them. */
const frameOf = (part: StatementPart | undefined): Readonly<Record<string, unknown>> => {
  const frame: unknown = part?.frame === undefined ? USUAL_FRAME : JSON.parse(part.frame);
  return isRecord(frame) ? frame : USUAL_FRAME;
};

/** The nearest statement of the old policy that is still there, from a place on in one direction. */
const neighbour = (
  before: readonly StatementPart[],
  there: ReadonlyMap<string, number>,
  missing: ReadonlySet<string>,
  from: number,
  step: 1 | -1,
): { readonly part: StatementPart; readonly index: number | undefined } | undefined => {
  for (let i = from + step; before[i] !== undefined; i += step) {
    const part = before[i];
    if (part && !missing.has(key(part))) return { part, index: there.get(key(part)) };
  }
  return undefined;
};

type Place = { readonly at: number } | Refused;

/** Where a statement goes: between the neighbours that it had, if they still stand beside each other. */
const placeOf = (
  part: StatementPart,
  before: readonly StatementPart[],
  current: readonly StatementPart[],
  missing: ReadonlySet<string>,
): Place => {
  const there = new Map(current.map((each, i) => [key(each), i]));
  const from = before.findIndex((each) => key(each) === key(part));
  const [previous, next] = ([-1, 1] as const).map((step) => neighbour(before, there, missing, from, step));
  const at = previous ? (previous.index ?? Number.NaN) + 1 : 0;
  const end = next ? next.index : current.length;
  return at === end
    ? { at }
    : {
        refused: `What stood beside ${short(describeStatement(part))} has changed since, so its old place cannot be told. Put it back by hand.`,
      };
};

const sidsOf = (statements: readonly unknown[]): readonly unknown[] =>
  statements.map((statement) => own(statement, 'Sid')).filter((sid) => sid !== undefined && sid !== '');

const twice = (sids: readonly unknown[]): unknown => sids.find((sid, i) => sids.indexOf(sid) !== i);

const statementsWith = (
  missing: readonly StatementPart[],
  before: readonly StatementPart[],
  policy: unknown,
): readonly unknown[] | Refused => {
  const current = statementParts(policy);
  const keys = new Set(missing.map(key));
  const places = missing.map((part) => placeOf(part, before, current, keys));
  const refused = places.find((place) => 'refused' in place);
  if (refused && 'refused' in refused) return refused;
  const inserted = (at: number): readonly unknown[] =>
    missing.flatMap((part, i) => {
      const place = places[i];
      return place && 'at' in place && place.at === at ? [JSON.parse(part.statement) as unknown] : [];
    });
  const old = statementsIn(policy);
  return [...old.flatMap((statement, i) => [...inserted(i), statement]), ...inserted(old.length)];
};

/** The policy with the statements at their old places, everything else of it as it is. */
export const policyWith = (
  missing: readonly StatementPart[],
  before: readonly StatementPart[],
  policy: unknown,
): { readonly policy?: Readonly<Record<string, unknown>> } | Refused => {
  if (missing.length === 0) return {};
  const old = frameOf(missing[0]);
  const frame = isRecord(policy) ? policy : old;
  if (own(frame, 'Version') !== own(old, 'Version'))
    return {
      refused:
        'The policy has another Version than it had, so a statement may mean something else. Put it back by hand.',
    };
  const Statement = statementsWith(missing, before, policy);
  if ('refused' in Statement) return Statement;
  const sid = twice(sidsOf(Statement));
  if (sid !== undefined)
    return {
      refused: `The policy has another statement with the Sid ${JSON.stringify(sid)}. Rename that, then try again.`,
    };
  return { policy: { ...frame, Statement } };
};

/** What the fix had to leave out, AWS does not take back: users and roles that were deleted. */
export const living = (part: StatementPart, there: ReadonlySet<string>): readonly StatementPart[] => {
  if (there.has(contentOf(part))) return [part];
  const statement = withoutDead(JSON.parse(part.statement));
  return statement === undefined ? [] : [{ ...part, statement: JSON.stringify(statement) }];
};

/** The policy without what stands in the place of what comes back. */
export const cleared = (policy: unknown, contents: ReadonlySet<string>): unknown => {
  if (contents.size === 0 || !isRecord(policy)) return policy;
  const stays = statementParts(policy).filter((part) => !contents.has(contentOf(part)));
  const old = statementsIn(policy);
  return { ...policy, Statement: stays.map(({ position }) => old[position]) };
};
