import { isRecord, own } from '../../core/base/json.ts';
import { type Cell, code, compact, type Layout, none, orNone } from '../../core/base/presentation.ts';

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

export const layout: Layout = {
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
