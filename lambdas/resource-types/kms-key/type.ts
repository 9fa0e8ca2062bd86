import { behindDoors } from '../../core/statements/type.ts';
import { KMS_KEY } from './door.ts';
import { ERRORS } from './errors.ts';

/** Keys of KMS, judged by the statements of their policies. A function and a role of its own, which may change nothing unless the policy file says so. */
export const kmsKey = behindDoors({
  name: 'kms-key',
  noun: 'KMS key',
  doors: [KMS_KEY],
  errors: ERRORS,
  pace: { looksPerSecond: 10, fixesPerSecond: 2, atOnce: 5 },
  fixIsAsked: true,
});
