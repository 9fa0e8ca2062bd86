import { bundleAll } from '../../lib/bundle/bundle.ts';

let bundled: Promise<void> | undefined;

/** Vitest's global set-up: whatever synthesises the stack or weighs a function needs the bundles, once for all projects. */
export const setup = (): Promise<void> => {
  bundled ??= bundleAll();
  return bundled;
};
