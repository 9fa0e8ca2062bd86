import { createHash } from 'node:crypto';
import type { Policy } from '../../lambdas/core/base/policy.ts';

/** Where an entry stands in its file, and where that lies on a disk, does not change what it says. */
const NOWHERE = new Set(['origin', 'caBundle']);

const meaning = (key: string, value: unknown): unknown => (NOWHERE.has(key) ? undefined : value);

/** Tells two policies apart, whatever their files are called: 16 hexadecimal digits, an output of the stack. */
export const digestOf = (policy: Policy): string =>
  createHash('sha256').update(JSON.stringify(policy, meaning)).digest('hex').slice(0, 16);
