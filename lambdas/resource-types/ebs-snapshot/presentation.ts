import { inUrl, type Presentation } from '../../core/base/presentation.ts';
import { layout } from './layout.ts';
import { EVERYBODY, ID } from './model.ts';

export const presentation: Presentation = {
  forms: [{ noun: 'an EBS snapshot', asffType: 'Other', fits: (name) => ID.test(name), id: (name) => name }],
  layout,
  console: (id, { region }) => `/ec2/home?region=${region}#SnapshotDetails:snapshotId=${inUrl(id)}`,
  call: (to, id) => [
    ...['ec2', 'modify-snapshot-attribute', '--snapshot-id', id],
    ...['--attribute', 'createVolumePermission', '--operation-type', to === 'close' ? 'remove' : 'add'],
    ...['--group-names', EVERYBODY],
  ],
};
