import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Colour for terminals; plain text for pipes, and for those who set NO_COLOR (https://no-color.org). */
export const paint = (style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  stream.isTTY && !process.env['NO_COLOR'] ? styleText(style, text) : text;

/** The result of a command: one JSON document for machines, or text for people. */
export const print = (json: boolean, document: unknown, text: () => string): void => {
  process.stdout.write(`${json ? JSON.stringify(document, null, 2) : text()}\n`);
};

/** Everything that is not the result. */
export const complain = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** Columns as wide as their widest cell; the first row is the heading. */
export const table = ([heading = [], ...rows]: readonly (readonly string[])[]): string => {
  const widths = heading.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint('bold', line(heading)), ...rows.map(line)].join('\n');
};

/** Text from outside as one line that no terminal takes for orders. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ');
