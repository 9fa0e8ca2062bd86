import {
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeSnapshotAttributeCommand,
  EC2Client,
  ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { DoorSet } from '../door-sets.ts';

const PARTNER = '111122223333';
const EVERYBODY = 'all';

const newSnapshot = async (ec2: EC2Client): Promise<string> => {
  const { VolumeId } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1 }));
  const { SnapshotId = '' } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
  return SnapshotId;
};

const sharedWith = async (ec2: EC2Client, SnapshotId: string): Promise<readonly string[]> => {
  const { CreateVolumePermissions = [] } = await ec2.send(
    new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'createVolumePermission' }),
  );
  return CreateVolumePermissions.flatMap(({ Group, UserId }) => Group ?? UserId ?? []).sort();
};

export const doorSet: DoorSet = {
  title: () => 'The EBS template, on a snapshot that a named account may use',
  make: async (config) => {
    const ec2 = new EC2Client(config);
    const SnapshotId = await newSnapshot(ec2);
    const share = (Add: { UserId: string }[] | { Group: 'all' }[]) =>
      ec2.send(
        new ModifySnapshotAttributeCommand({
          SnapshotId,
          Attribute: 'createVolumePermission',
          CreateVolumePermission: { Add },
        }),
      );
    await share([{ UserId: PARTNER }]);
    return [
      {
        template: 'ebs-snapshot-with-public-permissions',
        resource: SnapshotId,
        opens: `createVolumePermission: ${EVERYBODY}`,
        open: () => share([{ Group: EVERYBODY }]),
        isOpen: async () => (await sharedWith(ec2, SnapshotId)).includes(EVERYBODY),
        settings: async () => ({ permissions: await sharedWith(ec2, SnapshotId) }),
      },
    ];
  },
};
