import { commandLine } from '../../lib/bundle/command-line.mjs';

/** Vitest's global set-up: tests that run the command line, several at a time, find it built. */
export const setup = async (): Promise<void> => {
  await commandLine();
};
