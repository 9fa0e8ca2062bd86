import { inUrl, type Presentation } from '../../core/base/presentation.ts';
import { callOf } from './call.ts';
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
  console: (id, { region }) => `/ec2/home?region=${region}#SecurityGroup:groupId=${inUrl(id)}`,
  call: callOf,
};
