import {
  DeleteRepositoryPolicyCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { ifSet, tagsOf } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls } from '../../../core/statements/door.ts';

export const ecrRepository = (connection: Connection): DoorCalls => {
  const ecr = new ECRClient(awsHttp(connection));
  return {
    read: async ({ name }) => {
      const answer = ecr.send(new GetRepositoryPolicyCommand({ repositoryName: name }));
      return { text: (await ifSet(answer, 'RepositoryPolicyNotFoundException'))?.policyText };
    },
    write: ({ name }, policyText) =>
      ecr.send(new SetRepositoryPolicyCommand({ repositoryName: name, policyText })),
    remove: ({ name }) => ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName: name })),
    list: async (nextToken) => {
      const page = await ecr.send(new DescribeRepositoriesCommand({ nextToken, maxResults: 1000 }));
      const names = (page.repositories ?? []).flatMap(({ repositoryName }) => repositoryName ?? []);
      return { names, next: page.nextToken };
    },
    tags: async ({ arn }) =>
      tagsOf((await ecr.send(new ListTagsForResourceCommand({ resourceArn: arn }))).tags),
  };
};
