import { classify, message, Permanent } from '../base/errors.ts';
import type { Lister, Reader } from '../base/ports.ts';
import type { ErrorCodes, Place } from '../base/resource-type.ts';
import { type Guarded, idOf } from './door.ts';
import { behind, type OpenDoor, readGuarded } from './open-doors.ts';

/** Reads what is behind the doors of one account and region. */
export const createReader = (
  doors: readonly OpenDoor[],
  place: Place,
  errors: ErrorCodes,
): Reader<Guarded> => ({
  read: async (id) => {
    const { door, target } = behind(doors, id, place);
    try {
      return await readGuarded(door, target, id);
    } catch (error) {
      if (classify(error, errors) === 'gone') return undefined;
      throw error;
    }
  },
  exists: async (id) => {
    const { door, target } = behind(doors, id, place);
    return (await door.via.exists?.(target)) ?? true;
  },
  resolve: async ({ by, value }) => {
    const door = doors.find(({ name }) => name === by);
    try {
      const name = await door?.via.find?.(value);
      return door && name !== undefined ? [idOf(door, name)] : [];
    } catch (error) {
      if (classify(error, errors) === 'gone') return [];
      throw error;
    }
  },
  tags: async (id) => {
    const { door, target } = behind(doors, id, place);
    return [{ owner: id, tags: await door.via.tags(target) }];
  },
});

/** Which door is gone through, where in its list, and what could not be listed before. */
interface Token {
  readonly door: number;
  readonly page?: string | undefined;
  readonly failed: readonly string[];
}

/**
 * Goes from door to door. One that may not be listed keeps none of the others from being gone through: the last page then
 * says so. Throws what is transient at once.
 */
export const createLister = (doors: readonly OpenDoor[], errors: ErrorCodes): Lister<Guarded> => ({
  list: async (token) => {
    const {
      door: index,
      page,
      failed,
    } = token === undefined ? { door: 0, failed: [] } : (JSON.parse(token) as Token);
    const door = doors[index];
    if (!door)
      throw new Permanent(
        `${failed.join(' ')} Allow the listing to this function's role, also in service control policies.`,
      );
    try {
      const { names, next } = await door.via.list(page);
      const resources = names.map((name) => ({ id: idOf(door, name) }));
      return { resources, ...after({ door: index, page: next, failed }, doors.length) };
    } catch (error) {
      if (classify(error, errors) === 'transient') throw error;
      const why = `What there is of ${door.name} cannot be listed: ${message(error)}.`;
      return { resources: [], ...after({ door: index, failed: [...failed, why] }, doors.length) };
    }
  },
});

/** The next page: of the same door, of the next one, or the one that says what failed. */
const after = ({ door, page, failed }: Token, doors: number): { readonly next?: string } => {
  const next: Token = page === undefined ? { door: door + 1, failed } : { door, page, failed };
  return next.door < doors || failed.length > 0 ? { next: JSON.stringify(next) } : {};
};
