import { isRecord } from '../base/json.ts';
import type { Form, Layout, Presentation } from '../base/presentation.ts';
import { statementCells } from '../judge/statement-cells.ts';
import { type Door, idOf } from './door.ts';
import { templatesOf } from './templates.ts';

const layout: Layout = {
  columns: [{ label: 'Who', after: true }, { label: 'What', after: true }, { label: 'In full' }],
  noun: 'part',
  fits: (part) => isRecord(part) && typeof part['statement'] === 'string',
  cells: statementCells,
};

/** Names may come with their door, as in our own ids. */
const formOf = (door: Door): Form => {
  const prefix = idOf(door, '');
  const bare = (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name);
  return {
    noun: door.noun,
    asffType: door.asffType,
    templates: templatesOf(door).map(({ id }) => id),
    fits: (name) => door.names.test(bare(name)),
    id: (name) => `${prefix}${bare(name)}`,
  };
};

/** How resources behind doors are named and shown. */
export const presentDoors = (doors: readonly Door[]): Presentation => ({ forms: doors.map(formOf), layout });
