import { setTimeout as sleep } from 'node:timers/promises';
import type { Connect } from '../../adapters/connect.ts';
import type { StatementPart } from '../../core/judge/statement-parts.ts';
import type { Guarded } from '../../core/statements/door.ts';
import { createFixer } from '../../core/statements/fixer.ts';
import { createLister, createReader } from '../../core/statements/ports.ts';
import { ERRORS } from './errors.ts';
import { openDoors } from './open-doors.ts';

export const connect: Connect<Guarded, StatementPart> = (connection) => {
  const doors = openDoors(connection);
  return (place) => ({
    reader: createReader(doors, place, ERRORS),
    fixer: createFixer(doors, place, ERRORS, { sleep }),
    lister: createLister(doors, ERRORS),
  });
};
