import { table as columns, paint } from '../cli/terminal.ts';

/** Colours where there is a terminal that wants them: https://no-color.org */
export const style = paint;

export const heading = (text: string): string => `\n${style('bold', text)}\n`;

export const milliseconds = (closed: { readonly milliseconds: number }): string =>
  `${Math.round(closed.milliseconds)} ms`;

/** A table that stands in by two columns; cells may carry styles. */
export const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  columns([headings, ...rows], undefined)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
