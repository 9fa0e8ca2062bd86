import {
  CreateFileSystemCommand,
  DeleteFileSystemCommand,
  DescribeFileSystemPolicyCommand,
  EFSClient,
  PutFileSystemPolicyCommand,
} from '@aws-sdk/client-efs';
import { ifThere, type MakePolicyDoor, parsed } from '../policy-door.ts';

export const efsFileSystem: MakePolicyDoor = async (config, name) => {
  const efs = new EFSClient(config);
  const { FileSystemId = '', FileSystemArn: arn = '' } = await efs.send(
    new CreateFileSystemCommand({ CreationToken: name }),
  );
  return {
    template: 'efs-file-system-with-public-permissions',
    resource: FileSystemId,
    arn,
    action: 'elasticfilesystem:ClientMount',
    service: 'elasticfilesystem',
    fixing: 'PutFileSystemPolicy',
    put: (document) =>
      efs.send(new PutFileSystemPolicyCommand({ FileSystemId, Policy: JSON.stringify(document) })),
    get: async () =>
      parsed((await ifThere(efs.send(new DescribeFileSystemPolicyCommand({ FileSystemId }))))?.Policy),
    delete: () => efs.send(new DeleteFileSystemCommand({ FileSystemId })),
  };
};
