import { join } from 'node:path';

/** Everything that the sandbox writes: environments, logs, caches. Not under version control. */
export const LOCAL = join(import.meta.dirname, '..', '.local');
