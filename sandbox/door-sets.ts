import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { configOf } from './clients.ts';
import type { Door } from './watch.ts';

/** What every SDK client of the embedded AWS is made with. */
export type Config = ReturnType<typeof configOf>;

/** The doors of one resource type: what a file of `doors/` exports as `doorSet`. */
export interface DoorSet {
  /** The heading above its lines. */
  title(doors: number): string;
  /** Makes a resource for each template, not opened yet. */
  make(config: Config): Promise<readonly Door[]>;
}

/** A set whose resources are there. */
export interface Furnished {
  readonly title: string;
  readonly doors: readonly Door[];
}

const FOLDER = join(import.meta.dirname, 'doors');

/** Makes the resources of every file of `doors/`. */
export const furnish = async (config: Config): Promise<readonly Furnished[]> =>
  Promise.all(
    readdirSync(FOLDER)
      .sort()
      .map(async (file) => {
        const { doorSet } = (await import(join(FOLDER, file))) as { readonly doorSet: DoorSet };
        const doors = await doorSet.make(config);
        return { title: doorSet.title(doors.length), doors };
      }),
  );
