import type { LookUp } from './kind.ts';
import type { LedgerRecord } from './record.ts';

/** The record of every violation and remediation. All reads are strongly consistent. */
export interface Ledger {
  /** The newest record of a resource. */
  latest(resource: string): Promise<LedgerRecord | undefined>;
  /** Writes a record whose number is not there yet; false if somebody was faster. */
  append(record: LedgerRecord): Promise<boolean>;
  /** Replaces a STARTED record that still has this lease; false if somebody has taken it over. */
  replace(record: LedgerRecord, lease: number): Promise<boolean>;
  /** Notes an event that could not be judged; once for each event id. */
  refuse(refusal: Refusal): Promise<void>;
}

export interface Refusal {
  readonly kind: string;
  readonly eventId: string;
  readonly reason: string;
}

export interface Reader<Model> {
  /** The resource as it is now; undefined when it is gone. Throws when it cannot be read. */
  read(id: string): Promise<Model | undefined>;
  /** The ids behind a name or an indirect id; empty when there are none. */
  resolve(lookUp: LookUp): Promise<readonly string[]>;
}

/** What is known after a fix: every part asked for is in `gone` or in `left`. */
export interface Fixed<Part> {
  readonly gone: readonly Part[];
  /** Those of `gone` that this very fix removed; the rest was gone already. */
  readonly removed: readonly Part[];
  readonly left: readonly Part[];
  /** Why parts are left. */
  readonly error?: string;
}

export interface Fixer<Model, Part> {
  /** Removes exactly these parts. Throws what is transient; a permanent refusal comes back as `left` and `error`. */
  fix(model: Model, parts: readonly Part[]): Promise<Fixed<Part>>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}
