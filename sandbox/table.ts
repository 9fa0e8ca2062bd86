import { stripVTControlCharacters, styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours where there is a terminal that wants them: https://no-color.org */
export const style = (format: Format, text: string): string =>
  styleText(format, text, { stream: process.stdout });

export const heading = (text: string): string => `\n${style('bold', text)}\n`;

export const milliseconds = (closed: { readonly milliseconds: number }): string =>
  `${Math.round(closed.milliseconds)} ms`;

const width = (text: string): number => stripVTControlCharacters(text).length;

const pad = (text: string, to: number): string => text + ' '.repeat(Math.max(0, to - width(text)));

/** A table of aligned columns below dim headings; cells may carry styles. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = headings.map((heading, i) =>
    Math.max(width(heading), ...rows.map((row) => width(row[i] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => pad(cell, widths[i] ?? 0)).join('  ')}`.trimEnd();
  return [line(headings.map((heading) => style('dim', heading))), ...rows.map(line)].join('\n');
};
