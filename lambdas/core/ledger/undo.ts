import type { Refused, Restore, Undone } from '../base/ports.ts';
import type { Place } from '../base/resource-type.ts';
import type { LedgerRecord } from './record.ts';

/** How one remediation is undone, with the caller's own rights. */
export interface Undoing<Part, Plan extends Restore<Part> = Restore<Part>> {
  /** Reads the resource and compares it with the record. */
  plan(): Promise<Plan | Refused>;
  /** Makes the restoring calls. Throws what AWS throws. */
  restore(plan: Plan): Promise<void>;
  /** What the restoring calls need. */
  readonly rights: string;
}

/** One remediation and where its resource is. */
export interface Subject {
  readonly record: LedgerRecord;
  readonly place: Place;
}

/** The part of a record that an undo goes by. */
export const undoneOf = <Part>({ before, removed, added = [] }: LedgerRecord): Undone<Part> => ({
  before: before as readonly Part[],
  removed: removed as readonly Part[],
  added: added as readonly Part[],
});
