import { isRecord, own } from '../../core/base/json.ts';
import type { Refused, Restore, Undone } from '../../core/base/ports.ts';
import { withoutDead } from '../../core/judge/principals.ts';
import { describe } from './messages.ts';
import {
  type BucketPart,
  contentOf,
  type GrantPart,
  isGrant,
  isStatement,
  key,
  type StatementPart,
  statementParts,
  statementsIn,
} from './model.ts';

/** A bucket as far as an undo is concerned: its policy as it is kept, and the grants of its ACL. */
export interface Now {
  readonly policy: unknown;
  readonly grants: readonly GrantPart[];
}

/** The parts that come back, and the policy that then is to be written, where a statement is among them. */
export interface BucketRestore extends Restore<BucketPart> {
  readonly policy?: Readonly<Record<string, unknown>>;
}

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
        refused: `What stood beside ${describe(part)} has changed since, so its old place cannot be told. Put it back by hand.`,
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
const policyWith = (
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

/** What the fix had to leave out, S3 does not take back: users and roles that were deleted. */
const living = (part: BucketPart, there: ReadonlySet<string>): readonly BucketPart[] => {
  if (part.kind !== 'statement' || there.has(contentOf(part))) return [part];
  const statement = withoutDead(JSON.parse(part.statement));
  return statement === undefined ? [] : [{ ...part, statement: JSON.stringify(statement) }];
};

/** The policy without what stands in the place of what comes back. */
const cleared = (policy: unknown, contents: ReadonlySet<string>): unknown => {
  if (contents.size === 0 || !isRecord(policy)) return policy;
  const stays = statementParts(policy).filter((part) => !contents.has(contentOf(part)));
  const old = statementsIn(policy);
  return { ...policy, Statement: stays.map(({ position }) => old[position]) };
};

/**
 * What it takes to put back the grants and statements that were removed, by their content, and to take away what stands
 * in their place. Default encryption that was added stays: since 2023 AWS encrypts every bucket and takes it off none.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
export const planRestore = (
  now: Now,
  { before, removed, added }: Undone<BucketPart>,
): BucketRestore | Refused => {
  const there = new Set([...now.grants, ...statementParts(now.policy)].map(contentOf));
  const changed = added.filter((part) => !there.has(contentOf(part)));
  if (changed.length > 0)
    return {
      refused: `What took the place of the removed statements has changed since: ${changed.map(describe).join(', ')} is not there any more. Add by hand what is still wanted.`,
    };
  const lasting = removed.filter(({ kind }) => kind === 'encryption');
  const present = removed.filter((part) => there.has(contentOf(part)));
  const missing = removed.filter((part) => !lasting.includes(part) && !present.includes(part));
  const put = missing.flatMap((part) => living(part, there));
  const notes = [
    ...(lasting.length > 0
      ? ['Default encryption stays: AWS encrypts every bucket since 2023 and takes it off none.']
      : []),
    ...(present.length > 0 ? [`There already: ${present.map(describe).join(', ')}.`] : []),
  ];
  if (put.length === 0) return { refused: [...notes, 'So there is nothing to put back.'].join(' ') };
  const written = policyWith(
    put.filter(isStatement).toSorted((one, other) => one.position - other.position),
    before.flatMap((part) => living(part, there)).filter(isStatement),
    cleared(now.policy, new Set(added.map(contentOf))),
  );
  return 'refused' in written ? written : { put, take: added, notes, ...written };
};

/** The grants among the parts. */
export const grantsOf = (parts: readonly BucketPart[]): readonly GrantPart[] => parts.filter(isGrant);
