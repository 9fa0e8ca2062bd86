import type { Refused, Restore, Undone } from '../../lambdas/core/base/ports.ts';
import type { Place } from '../../lambdas/core/base/resource-type.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';

/** How the remediations of one resource type are undone, with the caller's own rights. */
export interface Undoing<Part, Plan extends Restore<Part> = Restore<Part>> {
  /** Reads the resource and compares it with the record. */
  plan(): Promise<Plan | Refused>;
  /** Makes the restoring calls. Throws what AWS throws. */
  restore(plan: Plan): Promise<void>;
  describe(part: Part): string;
  /** The key by which the record's findings name a part. */
  key(part: Part): string;
  /** What the restoring calls need. */
  readonly rights: string;
}

/** The part of a record that an undo goes by. */
export const undoneOf = <Part>({ before, removed, added = [] }: LedgerRecord): Undone<Part> => ({
  before: before as readonly Part[],
  removed: removed as readonly Part[],
  added: added as readonly Part[],
});

/** One remediation and where its resource is. */
export interface Subject {
  readonly record: LedgerRecord;
  readonly place: Place;
}
