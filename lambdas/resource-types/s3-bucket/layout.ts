import { isRecord, own } from '../../core/base/json.ts';
import { type Cell, code, compact, type Layout, none, orNone, pretty } from '../../core/base/presentation.ts';

/** Groups are named by a URI, whose last part says it. */
const granteeText = (grantee: unknown): string => {
  const text = compact(grantee);
  return text.startsWith('http') ? (text.split('/').at(-1) ?? text) : text;
};

/** A ledger keeps statements as text, so that no order is lost. */
const parsed = (text: unknown): unknown => {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : text;
  } catch {
    return text;
  }
};

/** `AWS: *`, one a line. */
const principalText = (principal: unknown): string =>
  isRecord(principal)
    ? Object.entries(principal)
        .flatMap(([sort, names]) => [names].flat().map((name) => `${sort}: ${compact(name)}`))
        .join('\n')
    : compact(principal);

const statementCells = (statement: unknown): readonly Cell[] => {
  const actions = own(statement, 'Action') ?? { NotAction: own(statement, 'NotAction') };
  const principal = own(statement, 'Principal') ?? { NotPrincipal: own(statement, 'NotPrincipal') };
  const what = [own(statement, 'Effect'), actions].flat().map(compact);
  return [{ text: 'Statement' }, code(principalText(principal)), code(what.join('\n')), pretty(statement)];
};

const bucketCells: Readonly<Record<string, (part: unknown) => readonly Cell[]>> = {
  grant: (part) => {
    const grantee = own(part, 'grantee');
    const who = granteeText(grantee);
    const inFull = who === grantee ? none : orNone(grantee, code);
    return [{ text: 'Grant' }, code(who), code(compact(own(part, 'permission'))), inFull];
  },
  statement: (part) => statementCells(parsed(own(part, 'statement'))),
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
