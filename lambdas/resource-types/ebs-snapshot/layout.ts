import { isRecord, own } from '../../core/base/json.ts';
import { code, compact, type Layout } from '../../core/base/presentation.ts';
import { EVERYBODY } from './model.ts';

export const layout: Layout = {
  columns: [{ label: 'Shared with', after: true }, { label: 'That is' }],
  noun: 'value',
  fits: (part) => isRecord(part) && Object.keys(part).join() === 'value',
  cells: (part) => {
    const value = compact(own(part, 'value'));
    return [code(value), { text: value === EVERYBODY ? 'Every AWS account' : 'One AWS account' }];
  },
};
