/** A secret that was found. What it is, is nowhere. */
export interface Secret {
  readonly rule: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** Twelve hexadecimal digits of its HMAC-SHA-256. */
  readonly hash: string;
}
