import { join } from 'node:path';
import { type EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import type { Control } from './router/control.ts';

const IMAGES = join(import.meta.dirname, '../test/workloads/images');

export interface NewMachine {
  /** The disk that it starts from; none where nobody is to read it. */
  readonly image?: 'alma.xfs' | 'debian.ext4' | 'disk.gpt';
  /** A disk of one's own instead: a file, packed by Brotli. */
  readonly disk?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  readonly pendingLooks?: number;
}

/** Starts an instance with a disk that can be read. @returns its id */
export const startMachine = async (
  ec2: EC2Client,
  control: Pick<Control, 'attachDisk'>,
  { image, disk, tags = {}, groups, pendingLooks }: NewMachine,
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
  const file = disk ?? (image && join(IMAGES, `${image}.br`));
  if (file)
    await control.attachDisk({
      instance: id,
      image: file,
      ...(pendingLooks !== undefined && { pendingLooks }),
    });
  return id;
};
