import { createHash } from 'node:crypto';

/** Entries of a list, each with the list that has it. */
export type Listed = ReadonlyMap<string, string>;

export interface Lists {
  /** Hexadecimal SHA-256 of files. */
  readonly hashes: Listed;
  /** URLs without a trailing slash, host names and addresses. */
  readonly addresses: Listed;
}

const MOST_ENTRIES = 2_000_000;

/** Lines without blanks, comments and what stands behind the first word. */
const entries = (text: string): readonly string[] =>
  text.split(/\r?\n/, MOST_ENTRIES).flatMap((line) => {
    const [word = ''] = line
      .replace(/^["']|#.*$/g, '')
      .trim()
      .split(/[\s,"']/);
    return word ? [word.toLowerCase()] : [];
  });

const HASH = /^[0-9a-f]{64}$/;
const URL = /^(?:https?|ftp|tcp):\/\/[^\s]{3,2000}$/;
const HOST = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
const ADDRESS = /^(?:\d{1,3}\.){3}\d{1,3}$|^[0-9a-f:]{3,39}$/;

const tidy = (url: string): string => url.replace(/\/+$/, '');

/** What of a list is no entry of its kind: the first of it, for people to see. */
export interface Parsed {
  readonly entries: readonly string[];
  readonly wrong?: string;
}

const parsed = (text: string, isEntry: (word: string) => boolean): Parsed => {
  const all = entries(text);
  const wrong = all.find((word) => !isEntry(word));
  return {
    entries: all.filter(isEntry).map(tidy),
    ...(wrong !== undefined && { wrong: wrong.slice(0, 100) }),
  };
};

/** A list of SHA-256, as sha256sum writes it or one a line. */
export const parseHashes = (text: string): Parsed => parsed(text, (word) => HASH.test(word));

/** A list of URLs, host names and addresses, one a line; what follows a comma or a blank is not looked at. */
export const parseAddresses = (text: string): Parsed =>
  parsed(text, (word) => URL.test(word) || HOST.test(word) || ADDRESS.test(word));

export const listOfHash = ({ hashes }: Lists, data: Buffer): string | undefined =>
  hashes.size === 0 ? undefined : hashes.get(createHash('sha256').update(data).digest('hex'));

/** Where commands and addresses stand that somebody has called, or a machine will. */
const CALLS =
  /(^|\/)(\.[a-z]*_?history|\.env[^/]*|\.bashrc|\.profile|authorized_keys|hosts|crontab)$|\/(cron[^/]*|systemd|profile\.d)\/|\.(sh|service|timer|conf|ya?ml|json|ini)$/;

/** Each part has an end, so that no text takes long. */
const WORDS =
  /\b(?:(?:https?|ftp|tcp):\/\/[^\s"'<>|;)\]}\\]{3,2000}|(?:[a-z0-9_-]{1,63}\.){1,20}[a-z0-9-]{2,63})/gi;
const MOST_TEXT = 4 * 1024 * 1024;

/** What may be listed of a word: itself, and its host. */
const names = (word: string): readonly string[] => {
  const plain = tidy(word.toLowerCase());
  const [, host] = /^\w+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]+)/.exec(plain) ?? [];
  return host ? [plain, host] : [plain];
};

/** The lists that name something which a file calls. */
export const listsOfAddresses = ({ addresses }: Lists, path: string, text: string): readonly string[] => {
  if (addresses.size === 0 || !CALLS.test(path)) return [];
  const found = [...text.slice(0, MOST_TEXT).matchAll(WORDS)].flatMap(([word]) =>
    names(word).flatMap((name) => addresses.get(name) ?? []),
  );
  return [...new Set(found)];
};
