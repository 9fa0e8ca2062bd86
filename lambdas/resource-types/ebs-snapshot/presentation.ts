import type { Presentation } from '../../core/base/presentation.ts';
import { layout } from './layout.ts';
import { ID } from './model.ts';

export const presentation: Presentation = {
  forms: [{ noun: 'an EBS snapshot', asffType: 'Other', fits: (name) => ID.test(name), id: (name) => name }],
  layout,
};
