import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/logging-using-cloudtrail.html */
export const ECR_REPOSITORY: Door = {
  name: 'ecr-repository',
  noun: 'an ECR repository',
  asffType: 'AwsEcrRepository',
  service: 'ecr',
  path: 'repository/',
  names: /^[a-z0-9][a-z0-9._/-]{1,255}$/,
  template: {
    id: 'ecr-repository-with-public-permissions',
    title: 'ECR Repository with Public Permissions',
    why: 'Anyone can pull the images of a public repository, or push one that is deployed next.',
    severity: 'HIGH',
    controls: [],
    since: '0.2',
  },
  words: wordsOf('ecr:', { open: /^ecr:/ }),
  calls: {
    CreateRepository: { wakes: 'opens' },
    SetRepositoryPolicy: { wakes: 'both' },
    DeleteRepositoryPolicy: { wakes: 'closes' },
    DeleteRepository: { wakes: 'closes', deletes: true },
    TagResource: { wakes: 'both' },
    UntagResource: { wakes: 'both' },
  },
  at: ['requestParameters.repositoryName', 'requestParameters.resourceArn'],
  shows: ['requestParameters.policyText'],
  read: ['GetRepositoryPolicy', 'ListTagsForResource', 'DescribeRepositories'],
  fix: ['SetRepositoryPolicy', 'DeleteRepositoryPolicy'],
  list: [],
};
