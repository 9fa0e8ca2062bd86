import {
  DeleteResourcePolicyCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { tagsOf } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import { errorCode, message } from '../../../core/base/errors.ts';
import type { DoorCalls } from '../../../core/statements/door.ts';

/** `arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-AbCdEf` */
const nameIn = (arn: string | undefined): string | undefined => arn?.split(':').slice(6).join(':');

/** One that is marked for deletion lets nobody in, and has no policy that could be read. */
const isMarked = (error: unknown): boolean =>
  errorCode(error) === 'InvalidRequestException' && /marked for deletion/i.test(message(error));

export const secret = (connection: Connection): DoorCalls => {
  const secrets = new SecretsManagerClient(awsHttp(connection));
  return {
    read: async ({ arn }) => {
      try {
        return { text: (await secrets.send(new GetResourcePolicyCommand({ SecretId: arn }))).ResourcePolicy };
      } catch (error) {
        if (isMarked(error)) return {};
        throw error;
      }
    },
    write: ({ arn }, ResourcePolicy) =>
      secrets.send(new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy })),
    remove: ({ arn }) => secrets.send(new DeleteResourcePolicyCommand({ SecretId: arn })),
    list: async (NextToken) => {
      const page = await secrets.send(new ListSecretsCommand({ NextToken, MaxResults: 100 }));
      return { names: (page.SecretList ?? []).flatMap(({ ARN }) => nameIn(ARN) ?? []), next: page.NextToken };
    },
    tags: async ({ arn }) => tagsOf((await secrets.send(new DescribeSecretCommand({ SecretId: arn }))).Tags),
    find: async (name) => nameIn((await secrets.send(new DescribeSecretCommand({ SecretId: name }))).ARN),
  };
};
