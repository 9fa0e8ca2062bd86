import type { TagSet } from './holds.ts';
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
  /** Who is to judge instead; nobody needs to look at it then. */
  readonly handedTo?: 'sweep';
}

/** Who may leave what alone at run time; the functions only read it. */
export interface Exceptions {
  /**
   * Every item about a resource, and the emergency stop where there is one, as somebody wrote them: nothing about them is
   * checked yet. Strongly consistent.
   */
  of(resource: string): Promise<readonly unknown[]>;
}

export interface Reader<Model> {
  /** The resource as it is now; undefined when it is gone. Throws when it cannot be read. */
  read(id: string): Promise<Model | undefined>;
  /**
   * Whether the resource is there at all; only asked for where the ledger knows of findings and `read` shows no part.
   * Absent where `read` tells.
   */
  exists?(id: string): Promise<boolean>;
  /** The ids behind a name or an indirect id; empty when there are none. */
  resolve(lookUp: LookUp): Promise<readonly string[]>;
  /** The name; only asked for where an exclusion may name the resource by it, absent where the id is the name. */
  name?(id: string, model: Model): Promise<string | undefined>;
  /**
   * The tags of the resource, under its id, and of those that use it, under theirs; untagged ones with none. Only asked
   * for where an exclusion that names tags may apply.
   */
  tags?(id: string, model: Model): Promise<readonly TagSet[]>;
}

/** What is known after a fix: every part asked for is in `gone` or in `left`. */
export interface Fixed<Part> {
  readonly gone: readonly Part[];
  /** Those of `gone` that this very fix removed; the rest was gone already. */
  readonly removed: readonly Part[];
  readonly left: readonly Part[];
  /** What this fix has put in place of parts that it removed. */
  readonly added?: readonly Part[];
  /** How many other parts had to go, as they could not be written back: `note` names them. */
  readonly lost?: number;
  /** Why parts are left. */
  readonly error?: string;
  /** What else a person should know of what was removed. */
  readonly note?: string;
}

export interface Fixer<Model, Part> {
  /**
   * Puts `rest` there and removes exactly these parts; if something cannot be added, nothing is changed in the end. Throws
   * what is transient; a permanent refusal comes back as `left` and `error`.
   */
  fix(model: Model, parts: readonly Part[], rest?: readonly Part[]): Promise<Fixed<Part>>;
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** A resource as the page of a list shows it. */
export interface Listed<Model> {
  readonly id: string;
  /** Enough to tell a clean resource from one that has to be read; absent where the page does not tell that much. */
  readonly model?: Model;
}

export interface Page<Model> {
  readonly resources: readonly Listed<Model>[];
  /** What the next page goes by; absent on the last. */
  readonly next?: string;
}

/** Lists every resource of one type in the account and region, by as few calls as there can be. */
export interface Lister<Model> {
  /** One page; the first without a token. Throws when it cannot be read. */
  list(token?: string): Promise<Page<Model>>;
}

/** An entry of the ledger that is STARTED or tells of something open; a newer one may tell otherwise. */
export interface OpenFinding {
  readonly resource: string;
  readonly n: number;
  readonly id: string;
}

/** What is open by the ledger, of one resource type. May lag behind for a moment. */
export interface OpenFindings {
  list(token?: string): Promise<{ readonly findings: readonly OpenFinding[]; readonly next?: string }>;
  /** Takes an entry off the list that a newer one has overtaken. */
  forget(finding: OpenFinding): Promise<void>;
}
