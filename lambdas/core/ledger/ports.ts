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
