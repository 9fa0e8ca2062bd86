import { isRecord, own } from '../../core/base/json.ts';
import { code, compact, type Presentation } from '../../core/base/presentation.ts';
import { AMI, EBS, ID, SSM, SSM_SETTING } from './model.ts';

/** Those of EMR and S3 need more than one word: what else the call would replace. */
const callOf = (on: boolean, id: string): readonly string[] | undefined => {
  const sharing = on ? ['block-new-sharing'] : [];
  const verb = on ? 'enable' : 'disable';
  if (id === EBS)
    return ['ec2', `${verb}-snapshot-block-public-access`, ...sharing.flatMap((state) => ['--state', state])];
  if (id === AMI)
    return [
      ...['ec2', `${verb}-image-block-public-access`],
      ...sharing.flatMap((state) => ['--image-block-public-access-state', state]),
    ];
  if (id !== SSM) return undefined;
  const value = ['--setting-value', on ? 'Disable' : 'Enable'];
  return ['ssm', 'update-service-setting', '--setting-id', SSM_SETTING, ...value];
};

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
  call: (to, id) => callOf(to === 'close', id),
};
