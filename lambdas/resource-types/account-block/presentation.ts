import { isRecord, own } from '../../core/base/json.ts';
import { code, compact, type Presentation } from '../../core/base/presentation.ts';
import { ID } from './model.ts';

export const presentation: Presentation = {
  forms: [
    {
      noun: 'a block of the account',
      asffType: 'AwsAccount',
      fits: (name) => ID.test(name),
      id: (name) => name,
    },
  ],
  layout: {
    columns: [{ label: 'State', after: true }],
    noun: 'value',
    fits: (part) => isRecord(part) && Object.keys(part).join() === 'value',
    cells: (part) => [code(compact(own(part, 'value')))],
    instead: () => 'on',
  },
};
