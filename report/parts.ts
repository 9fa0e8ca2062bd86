import { isRecord, own } from '../lambdas/core/base/json.ts';

export interface Column {
  readonly label: string;
  /** Shown again on the after side. */
  readonly after?: true;
}

/** One value of a part in its column. */
export interface Cell {
  readonly text: string;
  /** `code` is an identifier or value, `json` a document of several lines. */
  readonly as?: 'code' | 'json';
}

/** How the parts of one sort are laid out. */
export interface Layout {
  readonly columns: readonly Column[];
  /** What one part is called. */
  readonly noun: 'row' | 'part' | 'value';
  fits(part: unknown): boolean;
  /** One cell for each column. */
  cells(part: unknown): readonly Cell[];
  /** What stands there after the fix, where that is more than nothing. */
  instead?(part: unknown): string | undefined;
}

const code = (text: string): Cell => ({ text, as: 'code' });
const none: Cell = { text: '–' };

/** JSON of anything; a lone text is itself. */
const compact = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
const pretty = (value: unknown): Cell => ({ text: JSON.stringify(value, null, 2) ?? '', as: 'json' });
const orNone = (value: unknown, as: (text: string) => Cell = (text) => ({ text })): Cell =>
  value === undefined || value === '' ? none : as(compact(value));

const portText = (part: unknown): string => {
  const protocol = own(part, 'protocol');
  const from = own(part, 'fromPort') ?? -1;
  const to = own(part, 'toPort') ?? -1;
  if (protocol === '-1' || (from === -1 && to === -1)) return 'All';
  if (protocol === 'icmp' || protocol === 'icmpv6')
    return to === -1 ? `Type ${from}` : `Type ${from} code ${to}`;
  return from === to ? compact(from) : `${compact(from)}-${compact(to)}`;
};

const sourceText = (source: unknown): string => {
  const place = own(source, 'cidr') ?? own(source, 'id');
  if (place === undefined) return compact(source);
  const account = own(source, 'account');
  return account === undefined ? compact(place) : `${compact(place)} (${compact(account)})`;
};

const tagsText = (tags: unknown): string[] =>
  Array.isArray(tags) ? tags.map((tag) => `${compact(own(tag, 'key'))}=${compact(own(tag, 'value'))}`) : [];

const notes = (part: unknown): Cell => {
  const description = own(part, 'description');
  const lines = [...(description ? [compact(description)] : []), ...tagsText(own(part, 'tags'))];
  return lines.length === 0 ? none : { text: lines.join('\n') };
};

const ingressRules: Layout = {
  columns: [
    { label: 'Rule' },
    { label: 'Protocol', after: true },
    { label: 'Ports', after: true },
    { label: 'Source', after: true },
    { label: 'Description, tags' },
  ],
  noun: 'row',
  fits: (part) => own(part, 'protocol') !== undefined && isRecord(own(part, 'source')),
  cells: (part) => {
    const protocol = compact(own(part, 'protocol'));
    return [
      orNone(own(part, 'id'), code),
      { text: protocol === '-1' ? 'All' : protocol },
      code(portText(part)),
      code(sourceText(own(part, 'source'))),
      notes(part),
    ];
  },
};

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

const bucketParts: Layout = {
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

const restoreValues: Layout = {
  columns: [{ label: 'Shared with', after: true }, { label: 'That is' }],
  noun: 'value',
  fits: (part) => isRecord(part) && Object.keys(part).join() === 'value',
  cells: (part) => {
    const value = compact(own(part, 'value'));
    return [code(value), { text: value === 'all' ? 'Every AWS account' : 'One AWS account' }];
  },
};

const anything: Layout = {
  columns: [{ label: 'Part' }],
  noun: 'part',
  fits: () => true,
  cells: (part) => [pretty(part)],
};

/** The layout that all of these parts fit in; JSON where there is none. */
export const layoutOf = (parts: readonly unknown[]): Layout =>
  [ingressRules, bucketParts, restoreValues].find(({ fits }) => parts.length > 0 && parts.every(fits)) ??
  anything;
