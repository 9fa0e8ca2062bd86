import { join } from 'node:path';
import { type EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import type { Control } from './router/control.ts';

const IMAGES = join(import.meta.dirname, '../test/workloads/images');

export interface NewMachine {
  /** The disk that it starts from; none where nobody is to read it. */
  readonly image?: 'alma.xfs' | 'debian.ext4' | 'disk.gpt';
  readonly tags?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  readonly pendingLooks?: number;
}

/** Starts an instance with a disk that can be read. @returns its id */
export const startMachine = async (
  ec2: EC2Client,
  control: Pick<Control, 'attachDisk'>,
  { image, tags = {}, groups, pendingLooks }: NewMachine,
): Promise<string> => {
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-12345678',
      MinCount: 1,
      MaxCount: 1,
      ...(groups && { SecurityGroupIds: [...groups] }),
      TagSpecifications: [
        {
          ResourceType: 'instance',
          Tags: Object.entries({ Name: 'demo', ...tags }).map(([Key, Value]) => ({ Key, Value })),
        },
      ],
    }),
  );
  const id = Instances?.[0]?.InstanceId ?? '';
  if (image)
    await control.attachDisk({
      instance: id,
      image: join(IMAGES, `${image}.br`),
      ...(pendingLooks !== undefined && { pendingLooks }),
    });
  return id;
};
