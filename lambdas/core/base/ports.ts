import type { LookUp } from './resource-type.ts';

/** The tags of one owner: the resource itself, or an EC2 instance that uses it. */
export interface TagSet {
  /** `sg-…`, `i-…`, a bucket, a snapshot. */
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
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
  /**
   * The resource as it is now; undefined when it is gone. Throws when it cannot be read. `shown` are the parts that an
   * event shows: they may tell what else will have to be read, and nothing more.
   */
  read(id: string, shown?: readonly unknown[]): Promise<Model | undefined>;
  /**
   * Whether the resource is there at all; only asked for where the ledger knows of findings and `read` shows no part.
   * Absent where `read` tells.
   */
  exists?(id: string): Promise<boolean>;
  /** The ids behind a name or an indirect id; empty when there are none. */
  resolve(lookUp: LookUp): Promise<readonly string[]>;
  /** The name; asked for where an exclusion may name the resource by it or a finding tells of it, absent where the id is the name. */
  name?(id: string, model: Model): Promise<string | undefined>;
  /**
   * The tags of the resource, under its id, and of those that use it, under theirs; untagged ones with none. Only asked
   * for where an exclusion that names tags may apply, or findings show tags.
   */
  tags?(id: string, model: Model): Promise<readonly TagSet[]>;
  /** What uses the resource, one line each; only asked for what a finding tells of. Empty where nothing does. */
  usedBy?(id: string): Promise<readonly string[]>;
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
