import {
  DescribeFileSystemPolicyCommand,
  DescribeFileSystemsCommand,
  EFSClient,
  ListTagsForResourceCommand,
  PutFileSystemPolicyCommand,
} from '@aws-sdk/client-efs';
import { ifSet, tagsOf } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import { Permanent } from '../../../core/base/errors.ts';
import type { DoorCalls } from '../../../core/statements/door.ts';

export const efsFileSystem = (connection: Connection): DoorCalls => {
  const efs = new EFSClient(awsHttp(connection));
  return {
    read: async ({ name }) => {
      const answer = efs.send(new DescribeFileSystemPolicyCommand({ FileSystemId: name }));
      return { text: (await ifSet(answer, 'PolicyNotFound'))?.Policy };
    },
    write: ({ name }, Policy) => efs.send(new PutFileSystemPolicyCommand({ FileSystemId: name, Policy })),
    // Without a policy every client may mount the file system: that would open, not close.
    remove: async ({ arn }) => {
      throw new Permanent(`The policy of ${arn} is never deleted.`);
    },
    list: async (Marker) => {
      const page = await efs.send(new DescribeFileSystemsCommand({ Marker, MaxItems: 100 }));
      return {
        names: (page.FileSystems ?? []).flatMap(({ FileSystemId }) => FileSystemId ?? []),
        next: page.NextMarker,
      };
    },
    tags: async ({ name }) =>
      tagsOf((await efs.send(new ListTagsForResourceCommand({ ResourceId: name }))).Tags),
  };
};
