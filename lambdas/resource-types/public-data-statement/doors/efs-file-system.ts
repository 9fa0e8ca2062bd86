import { keys, wordsOf } from '../../../core/judge/keys.ts';
import { isTrue } from '../../../core/judge/values.ts';
import type { Door } from '../../../core/statements/door.ts';

/** https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html */
export const EFS_FILE_SYSTEM: Door = {
  name: 'efs-file-system',
  noun: 'an EFS file system',
  asffType: 'AwsEfsFileSystem',
  service: 'elasticfilesystem',
  path: 'file-system/',
  names: /^fs-[0-9a-f]{8,40}$/,
  template: {
    id: 'efs-file-system-with-public-permissions',
    title: 'EFS File System with Public Permissions',
    why: 'Whoever reaches a mount target can read, change and delete the files of a public file system.',
    severity: 'HIGH',
    controls: [],
    since: '0.2',
  },
  words: wordsOf('elasticfilesystem:', {
    narrowing: new Map(keys(isTrue, ['bool'], 'elasticfilesystem:accessedviamounttarget')),
  }),
  calls: {
    PutFileSystemPolicy: { wakes: 'both' },
    DeleteFileSystemPolicy: { wakes: 'closes' },
    DeleteFileSystem: { wakes: 'closes', deletes: true },
    TagResource: { wakes: 'both' },
    UntagResource: { wakes: 'both' },
  },
  at: ['requestParameters.fileSystemId', 'requestParameters.resourceId'],
  shows: ['requestParameters.policy'],
  read: ['DescribeFileSystemPolicy', 'DescribeFileSystems', 'ListTagsForResource'],
  fix: ['PutFileSystemPolicy'],
  list: [],
  refuses: (left) =>
    left.length === 0
      ? 'Nothing else is in its policy, and without one whoever reaches a mount target may mount it. Write a policy for those who need it.'
      : undefined,
};
