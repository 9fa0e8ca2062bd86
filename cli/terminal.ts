import { stripVTControlCharacters, styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colour for terminals; plain text for pipes, and for those who set NO_COLOR (https://no-color.org). */
export const paint = (style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  styleText(style, text, { stream });

/** Colours are ours; every other control or format character is somebody's who wants to write on the reader's screen. */
const ORDERS = /\p{Cc}\[[0-9;]*m|[^\P{Cc}\n]|\p{Cf}/gu;
const ESCAPE = '\u001b';

/** A text that no terminal takes for orders. */
const harmless = (text: string): string =>
  text.replaceAll(ORDERS, (found) => (found.length > 1 && found.startsWith(ESCAPE) ? found : ' '));

/** JSON escapes the oldest control characters only. */
const escaped = (json: string): string =>
  json.replaceAll(/[\u007f-\u009f\p{Cf}]/gu, (found) =>
    Array.from(
      { length: found.length },
      (_, i) => `\\u${found.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );

/** The result of a command: one JSON document for machines, or text for people. */
export const print = (json: boolean, document: unknown, text: () => string): void => {
  process.stdout.write(`${json ? escaped(JSON.stringify(document, null, 2)) : harmless(text())}\n`);
};

/** A result for another program, whose values are one printable line each already. */
export const printText = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Everything that is not the result. */
export const complain = (text: string): void => {
  process.stderr.write(`${harmless(text)}\n`);
};

/** Text from outside as one line. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');

const GAP = '  ';
const NARROWEST = 8;

const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Takes from the widest column until all fit; undefined `columns` is a pipe, where nothing is cut. */
const fitting = (widths: readonly number[], columns: number | undefined): readonly number[] => {
  const fitted = [...widths];
  const whole = () => fitted.reduce((sum, width) => sum + width, 0) + GAP.length * (fitted.length - 1);
  while (columns !== undefined && whole() > columns) {
    const widest = fitted.indexOf(Math.max(...fitted));
    if ((fitted[widest] ?? 0) <= NARROWEST) break;
    fitted[widest] = (fitted[widest] ?? 0) - 1;
  }
  return fitted;
};

const cell = (text: string, width: number): string => {
  const space = width - widthOf(text);
  return space >= 0 ? text + ' '.repeat(space) : `${stripVTControlCharacters(text).slice(0, width - 1)}…`;
};

/** Columns as wide as their widest cell, and no wider in all than the terminal; the first row is the heading. */
export const table = (
  [heading = [], ...rows]: readonly (readonly string[])[],
  columns: number | undefined = process.stdout.columns,
): string => {
  const wanted = heading.map((title, i) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i] ?? ''))),
  );
  const widths = fitting(wanted, columns);
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => cell(text, widths[i] ?? 0))
      .join(GAP)
      .trimEnd();
  return [paint('bold', line(heading)), ...rows.map(line)].join('\n');
};

const AFTER_MS = 1000;
const EVERY_MS = 100;
const BAR = 24;

/** Something alive on a terminal for what takes longer than a second; nothing at all elsewhere. */
export interface Bar {
  /** How much of the whole is done, and what to say beside it. */
  readonly show: (done: number, whole: number, text: string) => void;
  readonly end: () => void;
}

export const progressBar = (
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
): Bar => {
  const start = now();
  let last = 0;
  const isVisible = () => stream.isTTY === true;
  return {
    show: (done, whole, text) => {
      if (!isVisible() || now() - start < AFTER_MS || now() - last < EVERY_MS) return;
      last = now();
      const full = Math.round((BAR * done) / Math.max(whole, 1));
      const line = harmless(`[${'#'.repeat(full)}${'-'.repeat(BAR - full)}] ${text}`);
      stream.write(`\r${line.slice(0, (stream.columns ?? 80) - 1)}\u001b[K`);
    },
    end: () => {
      if (last > 0) stream.write('\r\u001b[K');
    },
  };
};

/** Counts on a terminal, once it takes longer than a second. */
export const counter = (
  what: string,
  noun: string,
): { readonly count: (items: number) => void; readonly end: () => void } => {
  const start = Date.now();
  let shown = false;
  return {
    count: (items) => {
      if (!process.stderr.isTTY || Date.now() - start < AFTER_MS) return;
      process.stderr.write(`\r${what}: ${items} ${noun}`);
      shown = true;
    },
    end: () => {
      if (shown) process.stderr.write('\n');
    },
  };
};
