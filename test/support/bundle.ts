import { bundleAll } from '../../lib/bundle/bundle.ts';

/** Vitest's global set-up: whatever synthesises the stack or weighs a function needs the bundles. */
export const setup = bundleAll;
