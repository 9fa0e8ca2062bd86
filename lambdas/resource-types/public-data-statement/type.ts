import { behindDoors } from '../../core/statements/type.ts';
import { DOORS } from './doors.ts';
import { ERRORS } from './errors.ts';

/** Stores of data that have a policy of their own, judged by its statements. */
export const publicDataStatement = behindDoors({
  name: 'public-data-statement',
  noun: 'store with a policy',
  doors: DOORS,
  errors: ERRORS,
  pace: { looksPerSecond: 10, fixesPerSecond: 5, atOnce: 5 },
});
