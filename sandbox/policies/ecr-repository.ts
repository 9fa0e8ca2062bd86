import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ECRClient,
  GetRepositoryPolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import { ifThere, type MakePolicyDoor, parsed } from '../policy-door.ts';

export const ecrRepository: MakePolicyDoor = async (config, repositoryName) => {
  const ecr = new ECRClient(config);
  const { repository } = await ecr.send(new CreateRepositoryCommand({ repositoryName }));
  return {
    template: 'ecr-repository-with-public-permissions',
    resource: repositoryName,
    arn: repository?.repositoryArn ?? '',
    action: 'ecr:BatchGetImage',
    service: 'ecr',
    fixing: 'SetRepositoryPolicy',
    // ECR knows whose policy it is, and takes no Resource.
    shape: ({ Resource: _, ...statement }) => statement,
    put: (document) =>
      ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText: JSON.stringify(document) })),
    get: async () =>
      parsed((await ifThere(ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))))?.policyText),
    delete: () => ecr.send(new DeleteRepositoryCommand({ repositoryName })),
  };
};
