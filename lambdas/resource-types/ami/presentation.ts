import { inUrl, type Presentation } from '../../core/base/presentation.ts';
import { sharedLayout } from '../../core/base/shared-attribute.ts';
import { EVERYBODY, ID } from './event.ts';

export const presentation: Presentation = {
  forms: [{ noun: 'a machine image', asffType: 'Other', fits: (name) => ID.test(name), id: (name) => name }],
  layout: sharedLayout(EVERYBODY),
  console: (id, { region }) => `/ec2/home?region=${region}#ImageDetails:imageId=${inUrl(id)}`,
  call: (to, id) => [
    ...['ec2', 'modify-image-attribute', '--image-id', id, '--attribute', 'launchPermission'],
    ...['--operation-type', to === 'close' ? 'remove' : 'add', '--user-groups', EVERYBODY],
  ],
};
