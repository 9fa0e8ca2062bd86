import { printable } from '../terminal.ts';
import type { FindingRow } from './finding-row.ts';

const COLUMNS = [
  ...['time', 'status', 'severity', 'template', 'title', 'account', 'region', 'resourceType', 'resource'],
  ...['arn', 'violating', 'remediation', 'actor', 'openedAt', 'closedAt', 'note', 'error'],
] as readonly (keyof FindingRow)[];

/**
 * Names, tags and user agents are chosen by whoever made the call: a spreadsheet takes what begins so for a formula.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r]/;

const cell = (value: FindingRow[keyof FindingRow]): string => {
  const line = printable(typeof value === 'string' ? value : value.join('; '));
  const text = FORMULA.test(line) ? `'${line}` : line;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** RFC 4180, with a heading; an end of line is CR LF. */
export const csvOf = (rows: readonly FindingRow[]): string =>
  [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => cell(row[column])).join(','))].join(
    '\r\n',
  );
