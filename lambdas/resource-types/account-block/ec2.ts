import {
  DisableImageBlockPublicAccessCommand,
  DisableSnapshotBlockPublicAccessCommand,
  type EC2Client,
  EnableImageBlockPublicAccessCommand,
  EnableSnapshotBlockPublicAccessCommand,
  GetImageBlockPublicAccessStateCommand,
  GetSnapshotBlockPublicAccessStateCommand,
} from '@aws-sdk/client-ec2';
import type { Block, State } from './calls.ts';

/** What EC2 says of both blocks: a state, and who may change it. */
const stateOf = (what: string, state: string | undefined, managedBy: string | undefined): State => {
  if (state === undefined) throw new Error(`EC2 did not tell the state of ${what}; the call is tried again`);
  return {
    on: state !== 'unblocked',
    ...(managedBy === 'declarative-policy' && {
      managed: 'A declarative policy of the organization keeps it off: only that can switch it on.',
    }),
  };
};

/** https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html */
export const snapshotBlock = (ec2: EC2Client): Block => ({
  read: async () => {
    const { State: state, ManagedBy } = await ec2.send(new GetSnapshotBlockPublicAccessStateCommand({}));
    return stateOf('the block of snapshots', state, ManagedBy);
  },
  turn: (on) =>
    on
      ? ec2.send(new EnableSnapshotBlockPublicAccessCommand({ State: 'block-new-sharing' }))
      : ec2.send(new DisableSnapshotBlockPublicAccessCommand({})),
  note: 'It is on as block-new-sharing; whether it was block-all-sharing before, AWS does not tell.',
});

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-public-access-to-amis.html */
export const imageBlock = (ec2: EC2Client): Block => ({
  read: async () => {
    const { ImageBlockPublicAccessState: state, ManagedBy } = await ec2.send(
      new GetImageBlockPublicAccessStateCommand({}),
    );
    return stateOf('the block of images', state, ManagedBy);
  },
  turn: (on) =>
    on
      ? ec2.send(
          new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }),
        )
      : ec2.send(new DisableImageBlockPublicAccessCommand({})),
  note: 'AWS takes up to ten minutes to switch it on.',
});
