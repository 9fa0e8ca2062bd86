const BREAK = '\0';

/**
 * The longest run of plain characters of each alternative of a regular expression: what is optional, repeated or a class
 * ends a run.
 */
export const literalsOf = (pattern: string): readonly string[] =>
  alternatives(pattern).map((text) =>
    text.split(BREAK).reduce((longest, run) => (run.length > longest.length ? run : longest), ''),
  );

const closing = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') at = classEnd(text, at);
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  throw new Error(`no end of a group in ${text}`);
};

const classEnd = (text: string, from: number): number => {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === ']') return at;
  }
  throw new Error(`no end of a class in ${text}`);
};

const topLevel = (text: string): string[] => {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '[') at = classEnd(text, at);
    else if (text[at] === '(') at = closing(text, at);
    else if (text[at] === '|') {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
};

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;
const ATOM = /^(?:\\x[0-9a-f]{2}|\\[bBdDsSwW]|\\.|.)/i;

const alternatives = (pattern: string): string[] => topLevel(pattern).flatMap((part) => expand(part));

/** Where the atom that begins there ends. */
const atomEnd = (text: string, at: number): number => {
  if (text[at] === '(') return closing(text, at) + 1;
  if (text[at] === '[') return classEnd(text, at) + 1;
  return at + (ATOM.exec(text.slice(at))?.[0].length ?? 1);
};

const PLAIN = /^\\[^bBdDsSwWx]$|^[^\\[.]$/;

const pieces = (atom: string): string[] => {
  if (atom === '\\b') return [''];
  if (atom.startsWith('(')) return alternatives(atom.slice(1, -1));
  return PLAIN.test(atom) ? [atom.replace('\\', '')] : [BREAK];
};

const expand = (text: string): string[] => {
  let made = [''];
  let at = 0;
  while (at < text.length) {
    const end = atomEnd(text, at);
    const quantifier = QUANTIFIER.exec(text.slice(end))?.[0] ?? '';
    const next = quantifier ? [BREAK] : pieces(text.slice(at, end));
    made = made.flatMap((before) => next.map((piece) => before + piece));
    at = end + quantifier.length;
  }
  return made;
};
