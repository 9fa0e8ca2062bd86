import { behindDoors } from '../../core/statements/type.ts';
import { IAM_ROLE } from './door.ts';
import { ERRORS } from './errors.ts';

/** Roles, judged by whom they trust. A function and a role of its own, which may change nothing unless the policy file says so. */
export const iamRole = behindDoors({
  name: 'iam-role',
  noun: 'IAM role',
  doors: [IAM_ROLE],
  errors: ERRORS,
  pace: { looksPerSecond: 10, fixesPerSecond: 2, atOnce: 5 },
  fixIsAsked: true,
});
