import { type Command, Option } from 'commander';
import type { Catalogue } from '../../lambdas/core/ledger/finding.ts';
import type { Options } from '../options.ts';
import { print, printText } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { csvOf } from './csv.ts';
import type { FindingRow } from './finding-row.ts';
import { ocsfOf } from './ocsf.ts';

/** What a command that lists findings takes. */
export interface FormatOption {
  readonly format?: 'csv' | 'ocsf' | 'json' | 'text';
}

/** Adds `--format`; `--json` is short for one of its values. */
export const withFormat = (command: Command): Command =>
  command.addOption(
    new Option('--format <format>', 'text, json, csv (for spreadsheets) or ocsf (for SIEMs)').choices([
      ...['text', 'json', 'csv', 'ocsf'],
    ]),
  );

/** Whether findings are to be printed as rows of another tool's. */
export const isForeign = ({ format }: FormatOption): boolean => format === 'csv' || format === 'ocsf';

/** Prints rows as CSV or as a JSON array of OCSF findings. */
export const printRows = (
  { format }: FormatOption,
  rows: readonly FindingRow[],
  catalogue: Catalogue,
): void => {
  if (format === 'csv') printText(csvOf(rows));
  else
    print(
      true,
      rows.map((row) => ocsfOf(row, catalogue, VERSION)),
      () => '',
    );
};

/** The findings of a command in the format that was asked for. */
export const printFindings = (
  given: FormatOption,
  { json }: Options,
  catalogue: Catalogue,
  {
    rows,
    document,
    text,
  }: {
    readonly rows: () => readonly FindingRow[];
    readonly document: unknown;
    readonly text: () => string;
  },
): void => {
  if (isForeign(given)) printRows(given, rows(), catalogue);
  else print(given.format === 'json' || (given.format === undefined && (json ?? false)), document, text);
};
