/** Where a hit is. */
export interface Around {
  readonly path: string;
  /** What the pattern has matched. */
  readonly hit: string;
  /** What stands before the hit on its line, and behind it. */
  readonly before: string;
  readonly after: string;
  /** Half a kilobyte before the hit, the hit, and half a kilobyte behind it. */
  readonly near: string;
}

/** How one sort of secrets is known. */
export interface SecretRule {
  /** What exclusions name; never changes. */
  readonly id: string;
  /** Regular expressions that are YARA's and JavaScript's alike, each with four bytes at least that are no choice. */
  readonly patterns: readonly string[];
  readonly nocase?: true;
  /** The secret within the hit and `reach` bytes behind it, by its last group; the hit itself where it is left out. */
  readonly value?: RegExp;
  readonly reach?: number;
  /** The secret that has to be near, where the hit only names it; by its last group. */
  readonly pair?: RegExp;
  /** Whether it is one: randomness, placeholders, the sort of file. */
  readonly accept: (value: string, around: Around) => boolean;
}
