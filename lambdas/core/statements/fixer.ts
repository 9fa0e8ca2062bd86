import { classify, errorCode, message, Permanent } from '../base/errors.ts';
import type { Clock, Fixed, Fixer } from '../base/ports.ts';
import type { ErrorCodes, Place } from '../base/resource-type.ts';
import { type PolicyCalls, removeStatements } from '../judge/remove-statements.ts';
import { type StatementPart, statementsIn } from '../judge/statement-parts.ts';
import type { Guarded, Target } from './door.ts';
import { behind, type OpenDoor, type Policy, readPolicy } from './open-doors.ts';

const RIGHTS = /^(AccessDenied|Unauthorized|AuthorizationError|NotAuthorized)/;

/** The rest may have changed since it was judged, so it is asked again whether it may stay as it is. */
const callsOf = (door: OpenDoor, target: Target, errors: ErrorCodes): PolicyCalls<Policy> => ({
  keeper: 'AWS',
  read: async () => (await readPolicy(door, target)) ?? { document: undefined },
  write: async (rest, before) => {
    const why = door.refuses?.(statementsIn(rest));
    if (why !== undefined) throw new Permanent(why);
    await (rest ? door.via.write(target, JSON.stringify(rest), before) : door.via.remove(target, before));
  },
  isRefusal: (error) => classify(error, errors) === 'permanent' && !RIGHTS.test(errorCode(error)),
});

const refusal = ({ service, fix }: OpenDoor, { arn }: Target, error: unknown): string => {
  const advice = RIGHTS.test(errorCode(error))
    ? `Allow ${fix.map((action) => `${service}:${action}`).join(' and ')} to this function's role, also in service control policies and the policy itself.`
    : 'Close it by hand.';
  return `The policy of ${arn} was not changed. ${advice} ${message(error)}`;
};

/** Takes statements out of the policies behind the doors, and leaves everything else of them as it is. */
export const createFixer = (
  doors: readonly OpenDoor[],
  place: Place,
  errors: ErrorCodes,
  clock: Pick<Clock, 'sleep'>,
): Fixer<Guarded, StatementPart> => ({
  fix: async ({ id }, parts, rest = []): Promise<Fixed<StatementPart>> => {
    const { door, target } = behind(doors, id, place);
    try {
      const fixed = await removeStatements(callsOf(door, target, errors), parts, rest, clock);
      if (fixed.left.length === 0) return fixed;
      const error = `The policy of ${target.arn} is as it was after the fix. Close it by hand, and see whether something puts it back.`;
      return { ...fixed, error };
    } catch (error) {
      const kind = classify(error, errors);
      if (kind === 'transient') throw error;
      if (kind === 'gone') return { gone: parts, removed: [], left: [] };
      return { gone: [], removed: [], left: parts, error: refusal(door, target, error) };
    }
  },
});
