import type { Refused, Source } from '../yara/yara.ts';
import { type Lists, type Parsed, parseAddresses, parseHashes } from './lists.ts';

/** A file of rules or a list, by its name below the folder of rules. */
export interface RuleFile {
  readonly name: string;
  /** Why it could not be read, where there is no text. */
  readonly text?: string;
  readonly why?: string;
}

/** What users bring along. */
export interface OwnRules {
  readonly sources: readonly Source[];
  /** The file of each source. */
  readonly files: ReadonlyMap<string, string>;
  readonly lists: Lists;
  /** What is no rule and no list. */
  readonly refused: readonly Refused[];
}

export const NO_RULES: OwnRules = {
  sources: [],
  files: new Map(),
  lists: { hashes: new Map(), addresses: new Map() },
  refused: [],
};

export const MOST_FILES = 50;
export const MOST_RULE_BYTES = 1024 * 1024;
export const MOST_LIST_BYTES = 64 * 1024 * 1024;

const IS_YARA = /\.yara?$/i;
const IS_LIST = /\.(sha256|urls)$/i;

/** Whether a file may be one of rules, by its name. */
export const isRuleFile = (name: string): boolean => IS_YARA.test(name) || IS_LIST.test(name);

export const mostBytesOf = (name: string): number => (IS_YARA.test(name) ? MOST_RULE_BYTES : MOST_LIST_BYTES);

const listed = (
  files: readonly RuleFile[],
  ending: string,
  parse: (text: string) => Parsed,
  refused: Refused[],
): ReadonlyMap<string, string> => {
  const all = new Map<string, string>();
  for (const { name, text = '' } of files.filter((file) => file.name.toLowerCase().endsWith(ending))) {
    const { entries, wrong } = parse(text);
    for (const entry of entries) if (!all.has(entry)) all.set(entry, name);
    if (wrong !== undefined)
      refused.push({ name, why: `it has lines that are no entries, such as ${wrong}` });
  }
  return all;
};

/** Sorts out what users have put into their folder of rules. What is wrong with it is told and left out. */
export const ownRulesOf = (given: readonly RuleFile[]): OwnRules => {
  const refused: Refused[] = given.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }]));
  const files = given.filter(({ text }) => text !== undefined);
  const yara = files.filter(({ name }) => IS_YARA.test(name));
  const sources = yara.map(({ text = '' }, i) => ({ name: `own${i}`, text }));
  return {
    sources,
    files: new Map(yara.map(({ name }, i) => [`own${i}`, name])),
    lists: {
      hashes: listed(files, '.sha256', parseHashes, refused),
      addresses: listed(files, '.urls', parseAddresses, refused),
    },
    refused,
  };
};
