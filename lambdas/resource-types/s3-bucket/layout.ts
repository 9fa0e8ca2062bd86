import { own } from '../../core/base/json.ts';
import { type Cell, code, compact, type Layout, none, orNone, pretty } from '../../core/base/presentation.ts';
import { statementCells } from '../../core/judge/statement-cells.ts';

/** Groups are named by a URI, whose last part says it. */
const granteeText = (grantee: unknown): string => {
  const text = compact(grantee);
  return text.startsWith('http') ? (text.split('/').at(-1) ?? text) : text;
};

const bucketCells: Readonly<Record<string, (part: unknown) => readonly Cell[]>> = {
  grant: (part) => {
    const grantee = own(part, 'grantee');
    const who = granteeText(grantee);
    const inFull = who === grantee ? none : orNone(grantee, code);
    return [{ text: 'Grant' }, code(who), code(compact(own(part, 'permission'))), inFull];
  },
  statement: (part) => [{ text: 'Statement' }, ...statementCells(part)],
  encryption: () => [{ text: 'Default encryption' }, none, { text: 'missing' }, none],
};

const bucketSort = (part: unknown): string | undefined => {
  const kind = own(part, 'kind');
  return typeof kind === 'string' ? kind : undefined;
};

export const layout: Layout = {
  columns: [
    { label: 'Part', after: true },
    { label: 'Who' },
    { label: 'What', after: true },
    { label: 'In full' },
  ],
  noun: 'part',
  fits: (part) => bucketSort(part) !== undefined,
  cells: (part) => {
    const sort = bucketSort(part) ?? '';
    const known = Object.hasOwn(bucketCells, sort) ? bucketCells[sort] : undefined;
    return known?.(part) ?? [{ text: sort }, none, none, pretty(part)];
  },
  instead: (part) => (bucketSort(part) === 'encryption' ? 'added: AES-256' : undefined),
};
