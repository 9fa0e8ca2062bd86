import type { Command } from 'commander';

/** A command as the program knows it before it is run. */
export interface Entry {
  readonly summary: string;
  /** Loaded only when the command is run: most need a part of the SDK that the others do not. */
  load(): Promise<{ configure(command: Command, all: Commands): Command }>;
}

/** By name. */
export type Commands = Readonly<Record<string, Entry>>;
