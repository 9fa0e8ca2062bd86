import { classify } from '../base/errors.ts';
import type { Refused, Restore } from '../base/ports.ts';
import type { ErrorCodes } from '../base/resource-type.ts';
import { describeStatement, short } from '../judge/describe-statement.ts';
import { cleared, living, policyWith } from '../judge/restore-statements.ts';
import {
  contentOf,
  type PolicyDocument,
  type StatementPart,
  statementParts,
} from '../judge/statement-parts.ts';
import { type Subject, type Undoing, undoneOf } from '../ledger/undo.ts';
import type { Door } from './door.ts';
import { behind, type OpenDoor, type Policy, readPolicy } from './open-doors.ts';

interface PolicyRestore extends Restore<StatementPart> {
  readonly policy: PolicyDocument;
  readonly now: Policy;
}

const listed = (parts: readonly StatementPart[]): string =>
  parts.map((part) => short(describeStatement(part))).join(', ');

/** What had to be put there since nothing else was left, and was not there before. */
const standInsOf = (
  { isStandIn }: Door,
  { document }: Policy,
  before: readonly StatementPart[],
): readonly StatementPart[] => {
  const old = new Set(before.map(contentOf));
  return statementParts(document).filter(
    (part) => isStandIn?.(JSON.parse(part.statement)) && !old.has(contentOf(part)),
  );
};

/** What it takes to put back the statements that were removed, and to take away what stands in their place. */
const planRestore = (door: Door, now: Policy, record: Subject['record']): PolicyRestore | Refused => {
  const { before, removed, added } = undoneOf<StatementPart>(record);
  const there = new Set(statementParts(now.document).map(contentOf));
  const changed = added.filter((part) => !there.has(contentOf(part)));
  if (changed.length > 0)
    return {
      refused: `What took the place of the removed statements has changed since: ${listed(changed)} is not there any more. Add by hand what is still wanted.`,
    };
  const present = removed.filter((part) => there.has(contentOf(part)));
  const put = removed.filter((part) => !present.includes(part)).flatMap((part) => living(part, there));
  const notes = present.length > 0 ? [`There already: ${listed(present)}.`] : [];
  if (put.length === 0) return { refused: [...notes, 'So there is nothing to put back.'].join(' ') };
  const take = [...added, ...standInsOf(door, now, before)];
  const written = policyWith(
    put.toSorted((one, other) => one.position - other.position),
    before.flatMap((part) => living(part, there)),
    cleared(now.document, new Set(take.map(contentOf))),
  );
  if ('refused' in written) return written;
  return { put, take, notes, now, policy: written.policy ?? {} };
};

/** Statements come back at their old places, by the caller's own rights. */
export const undoBehind = (
  doors: readonly OpenDoor[],
  errors: ErrorCodes,
  { record, place }: Subject,
): Undoing<StatementPart, PolicyRestore> => {
  const { door, target } = behind(doors, record.id, place);
  return {
    rights: `${door.fix.map((action) => `${door.service}:${action}`).join(' and ')} on the resource`,
    plan: async () => {
      try {
        const now = await readPolicy(door, target);
        if (now) return planRestore(door, now, record);
      } catch (error) {
        if (classify(error, errors) !== 'gone') throw error;
      }
      return { refused: `${target.arn} is gone, so nothing can be put back.` };
    },
    restore: async ({ policy, now }) => {
      await door.via.write(target, JSON.stringify(policy), now);
    },
  };
};
