import { behindDoors } from '../../core/statements/type.ts';
import { DOORS } from './doors.ts';
import { ERRORS } from './errors.ts';

/** Resources of several services that have a policy of their own, judged by its statements. */
export const publicStatement = behindDoors({
  name: 'public-statement',
  noun: 'resource with a policy',
  doors: DOORS,
  errors: ERRORS,
  pace: { looksPerSecond: 10, fixesPerSecond: 5, atOnce: 5 },
});
