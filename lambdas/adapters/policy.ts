import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../core/base/policy.ts';

/** The policy that the deployment has put beside the function's code. */
export const loadPolicy = (): Policy =>
  JSON.parse(readFileSync(join(process.env['LAMBDA_TASK_ROOT'] ?? '.', 'policy.json'), 'utf8')) as Policy;
