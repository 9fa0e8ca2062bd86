const MARKUP = Symbol('markup');

/** Markup made by `html`. The brand is a symbol, so nothing that was read as JSON can pass for markup. */
export interface Html {
  readonly [MARKUP]: string;
}

export type Value = Html | string | number | undefined | false | readonly Value[];

/** Controls, invisible and direction-changing characters, halves of surrogate pairs; tab and line feed are harmless. */
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/**
 * A text as it is shown: what could not be seen, or would turn the reading order around, stands there as its code point,
 * e.g. `\u{202e}`. All other text stays as it is.
 */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => visible(text).replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

const isHtml = (value: unknown): value is Html =>
  typeof value === 'object' && value !== null && MARKUP in value;

const write = (value: unknown): string => {
  if (value === undefined || value === false) return '';
  if (Array.isArray(value)) return value.map(write).join('');
  return isHtml(value) ? value[MARKUP] : escaped(String(value));
};

/**
 * Markup with every value in it escaped, as text or as a quoted attribute. Lists are joined; `undefined` and `false`
 * are nothing. Attributes have to stand in double quotes.
 */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => ({
  [MARKUP]: strings.map((string, i) => string.replace(/\n\s+/g, '\n') + write(values[i])).join(''),
});

/** The project's own style sheet or script, as it is. Never for anything that was read from AWS. */
export const verbatim = (source: string): Html => ({ [MARKUP]: source });

export const render = (markup: Html): string => markup[MARKUP];
