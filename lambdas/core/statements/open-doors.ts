import { Permanent } from '../base/errors.ts';
import type { Place } from '../base/resource-type.ts';
import { type PolicyText, readPolicyText } from '../judge/policy-text.ts';
import { statementParts } from '../judge/statement-parts.ts';
import {
  arnOf,
  type Door,
  type DoorCalls,
  doorOf,
  type Guarded,
  type Kept,
  nameOf,
  type Target,
} from './door.ts';

/** A door with the calls behind it. */
export interface OpenDoor extends Door {
  readonly via: DoorCalls;
}

/** The door of an id, and what is behind it. Throws where there is none. */
export const behind = (
  doors: readonly OpenDoor[],
  id: string,
  place: Place,
): { readonly door: OpenDoor; readonly target: Target } => {
  const door = doorOf(doors, id);
  const name = nameOf(id);
  if (!door?.names.test(name))
    throw new Permanent(
      `${JSON.stringify(id.slice(0, 64))} names nothing with a policy. Check where the event came from.`,
    );
  return { door, target: { name, arn: arnOf(door, name, place), place } };
};

/** A policy with the document that its text is. */
export interface Policy extends Kept {
  readonly document: unknown;
}

/** The policy with what keeps its text from being trusted. Throws Permanent when it is no JSON. */
const parsed = (kept: Kept, { arn }: Target): PolicyText => {
  if (!kept.text) return { document: undefined };
  try {
    return readPolicyText(kept.text);
  } catch (error) {
    throw new Permanent(
      `The policy of ${arn} is ${error instanceof RangeError ? error.message : 'no JSON'}. Read it, and put it right by hand.`,
    );
  }
};

/** A resource as it is judged. */
export const readGuarded = async (
  door: OpenDoor,
  target: Target,
  id: string,
): Promise<Guarded | undefined> => {
  const kept = await door.via.read(target);
  if (!kept) return undefined;
  const { document, ...others } = parsed(kept, target);
  return {
    id,
    arn: target.arn,
    statements: statementParts(document),
    ...others,
    ...(kept.caution !== undefined && { caution: kept.caution }),
  };
};

/** The policy to be changed. Throws Permanent also where it could not be written back as it is. */
export const readPolicy = async (
  { via }: Pick<OpenDoor, 'via'>,
  target: Target,
): Promise<Policy | undefined> => {
  const kept = await via.read(target);
  if (!kept) return undefined;
  const { document, distrust } = parsed(kept, target);
  if (distrust)
    throw new Permanent(
      `The policy of ${target.arn} holds ${distrust.why}, so it cannot be written back as it is. Change it by hand.`,
    );
  return { ...kept, document };
};
