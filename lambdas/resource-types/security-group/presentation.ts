import type { Presentation } from '../../core/base/presentation.ts';
import { details } from './details.ts';
import { layout } from './layout.ts';

export const presentation: Presentation = {
  forms: [
    {
      noun: 'a security group',
      asffType: 'AwsEc2SecurityGroup',
      fits: (name) => /^sg-[0-9a-f]{8,17}$/.test(name),
      id: (name) => name,
    },
  ],
  layout,
  details,
};
