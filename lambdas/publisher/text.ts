import type { Finding } from '../core/ledger/finding.ts';

/**
 * One printable line of at most `max` UTF-16 units. Names, tags and user agents are chosen by whoever made the call, so
 * line breaks, control and escape characters, bidirectional overrides and halves of surrogate pairs go.
 */
export const plain = (text: string, max: number): string => {
  const clean = text
    .slice(0, 4 * max)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  if (clean.length <= max) return clean;
  return `${clean.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
};

/** JSON in ASCII only: no byte of it can be refused by a service, and its length is its size. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const cut = (finding: Finding, keep: number): Finding => {
  const { violating } = finding;
  return {
    ...finding,
    violating: [...violating.slice(0, keep), `… and ${violating.length - keep} more`],
  };
};

const LONGEST = 2_048;

const short = (text: string): string => (text.length <= LONGEST ? text : plain(text, LONGEST));

/** Texts that people and AWS write may be longer than a whole message. */
const withShortTexts = (finding: Finding): Finding => ({
  ...finding,
  ...(finding.error && { error: short(finding.error) }),
  ...(finding.note && { note: short(finding.note) }),
  ...(finding.exclusion && {
    exclusion: { ...finding.exclusion, reason: short(finding.exclusion.reason) },
  }),
});

/** The finding with as many violating parts, and a count of the others, as `write` can put into `bytes` bytes. */
export const writeWithin = (whole: Finding, bytes: number, write: (finding: Finding) => string): string => {
  const finding = withShortTexts(whole);
  let written = write(finding);
  for (let keep = finding.violating.length; written.length > bytes && keep > 0; ) {
    keep = Math.floor(keep / 2);
    written = write(cut(finding, keep));
  }
  return written;
};

/** An argument as a POSIX shell takes it, so that a command copied from a message does what it says. */
export const shellWord = (text: string, max = 512): string => {
  const word = plain(text, max);
  return /^[\w.,:/@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
};
