import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  GlueClient,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-glue';
import { ifSet } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls } from '../../../core/statements/door.ts';

export const glueCatalog = (connection: Connection): DoorCalls => {
  const glue = new GlueClient(awsHttp(connection));
  return {
    read: async () => {
      const found = await ifSet(glue.send(new GetResourcePolicyCommand({})), 'EntityNotFoundException');
      return { text: found?.PolicyInJson, revision: found?.PolicyHash };
    },
    write: (_, PolicyInJson, { revision }) =>
      glue.send(new PutResourcePolicyCommand({ PolicyInJson, PolicyHashCondition: revision })),
    remove: (_, { revision }) =>
      glue.send(new DeleteResourcePolicyCommand({ PolicyHashCondition: revision })),
    list: async () => ({ names: ['catalog'] }),
    tags: async () => ({}),
  };
};
