import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type MakePolicyDoor, parsed } from '../policy-door.ts';

export const secret: MakePolicyDoor = async (config, name) => {
  const secrets = new SecretsManagerClient(config);
  const { ARN: arn = '' } = await secrets.send(
    new CreateSecretCommand({ Name: name, SecretString: 'sandbox' }),
  );
  return {
    template: 'secret-with-public-permissions',
    resource: arn.split(':').at(-1) ?? '',
    arn,
    action: 'secretsmanager:GetSecretValue',
    service: 'secretsmanager',
    fixing: 'PutResourcePolicy',
    put: (document) =>
      secrets.send(
        new PutResourcePolicyCommand({ SecretId: name, ResourcePolicy: JSON.stringify(document) }),
      ),
    get: async () =>
      parsed((await secrets.send(new GetResourcePolicyCommand({ SecretId: arn }))).ResourcePolicy),
    delete: () => secrets.send(new DeleteSecretCommand({ SecretId: arn, ForceDeleteWithoutRecovery: true })),
  };
};
