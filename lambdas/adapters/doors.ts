import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCodes } from '../core/base/resource-type.ts';
import type { StatementPart } from '../core/judge/statement-parts.ts';
import type { Subject, Undoing } from '../core/ledger/undo.ts';
import type { Door, DoorCalls, Guarded } from '../core/statements/door.ts';
import { createFixer } from '../core/statements/fixer.ts';
import type { OpenDoor } from '../core/statements/open-doors.ts';
import { createLister, createReader } from '../core/statements/ports.ts';
import { undoBehind } from '../core/statements/undo.ts';
import type { Connect, Connection } from './connect.ts';

/** Makes the client of a door, and its calls. */
export type ConnectDoor = (connection: Connection) => DoorCalls;

/** The doors of one resource type with the calls behind each, by its name. */
export interface Doors {
  readonly doors: readonly Door[];
  readonly calls: Readonly<Record<string, ConnectDoor>>;
  readonly errors: ErrorCodes;
}

/** Throws where a door has no calls. */
const openAll = ({ doors, calls }: Doors, connection: Connection): readonly OpenDoor[] =>
  doors.map((door) => {
    const via = calls[door.name]?.(connection);
    if (!via) throw new Error(`There are no calls behind the door ${door.name}.`);
    return { ...door, via };
  });

export const connectDoors =
  (behind: Doors): Connect<Guarded, StatementPart> =>
  (connection) => {
    const doors = openAll(behind, connection);
    const { errors } = behind;
    return (place) => ({
      reader: createReader(doors, place, errors),
      fixer: createFixer(doors, place, errors, { sleep }),
      lister: createLister(doors, errors),
    });
  };

/** The statements come back to the policy. */
export const undoDoors =
  (behind: Doors) =>
  (subject: Subject, connection: Connection = {}): Undoing<StatementPart> =>
    undoBehind(openAll(behind, connection), behind.errors, subject);
