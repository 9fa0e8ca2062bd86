/** The exit codes of every command. */
export const EXIT = {
  fine: 0,
  /** Violations were found, or are left. */
  violations: 1,
  /** Wrong use, or a wrong policy file. */
  usage: 2,
  /** AWS refused or failed. */
  aws: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something that the person at the keyboard can put right; the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** AWS refused or failed; the message says what to do about it. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
