import { behindDoors } from '../../core/statements/type.ts';
import { DOORS } from './doors.ts';
import { ERRORS } from './errors.ts';

/** Queues, topics, buses, repositories, secrets and the like, judged by the statements of their own policies. */
export const publicStatement = behindDoors({
  name: 'public-statement',
  noun: 'resource with a policy',
  doors: DOORS,
  errors: ERRORS,
  pace: { looksPerSecond: 10, fixesPerSecond: 5, atOnce: 5 },
});
