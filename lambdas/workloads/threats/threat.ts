/** Something that means harm. */
export interface Threat {
  /** A rule of ours (`web-shell-php`), one of the users' (`mine.yar/rule`), or one of their lists (`bad.sha256`). */
  readonly rule: string;
  readonly path: string;
}
