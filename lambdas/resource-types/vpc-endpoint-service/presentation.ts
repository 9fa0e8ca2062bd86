import type { Presentation } from '../../core/base/presentation.ts';
import { sharedLayout } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, ID } from './event.ts';

export const presentation: Presentation = {
  forms: [
    { noun: 'a VPC endpoint service', asffType: 'Other', fits: (name) => ID.test(name), id: (name) => name },
  ],
  layout: sharedLayout(EVERYBODY),
};
