/** What an undo would do, made of the ledger's record and of what is there now. */
export interface Restore<Part> {
  /** To be put back. */
  readonly put: readonly Part[];
  /** To be taken away: what had been put in place of a part that comes back. */
  readonly take: readonly Part[];
  /** What else a person should know, a sentence each. */
  readonly notes: readonly string[];
}

/** Why nothing can be put back without a person's decision, and what to do instead. */
export interface Refused {
  readonly refused: string;
}

/** What a remediation has removed, and put in place of it. */
export interface Undone<Part> {
  readonly before: readonly Part[];
  readonly removed: readonly Part[];
  readonly added: readonly Part[];
}
