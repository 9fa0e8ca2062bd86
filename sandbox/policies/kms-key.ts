import { CreateKeyCommand, GetKeyPolicyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { type MakePolicyDoor, parsed } from '../policy-door.ts';

/** KMS keeps a key for a week at least, so that nothing deletes it. */
export const kmsKey: MakePolicyDoor = async (config) => {
  const kms = new KMSClient(config);
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId ?? '';
  return {
    template: 'kms-key-with-public-permissions',
    resource: KeyId,
    arn: KeyMetadata?.Arn ?? '',
    action: 'kms:*',
    service: 'kms',
    fixing: 'PutKeyPolicy',
    shape: (statement) => ({ ...statement, Resource: '*' }),
    put: (document) => kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(document) })),
    get: async () => parsed((await kms.send(new GetKeyPolicyCommand({ KeyId }))).Policy),
    delete: async () => undefined,
  };
};
