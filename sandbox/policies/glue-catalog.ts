import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  GlueClient,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-glue';
import { ifThere, type MakePolicyDoor, parsed } from '../policy-door.ts';

/** An account has one in each region, whatever the name. */
export const glueCatalog: MakePolicyDoor = async (config) => {
  const glue = new GlueClient(config);
  const place = `arn:aws:glue:${config.region}:${config.credentials.accessKeyId}`;
  return {
    template: 'glue-catalog-with-public-permissions',
    resource: 'catalog',
    arn: `${place}:catalog`,
    action: 'glue:GetTable',
    service: 'glue',
    fixing: 'PutResourcePolicy',
    isOne: true,
    shape: (statement) => ({ ...statement, Resource: `${place}:*` }),
    put: (document) => glue.send(new PutResourcePolicyCommand({ PolicyInJson: JSON.stringify(document) })),
    get: async () => parsed((await ifThere(glue.send(new GetResourcePolicyCommand({}))))?.PolicyInJson),
    delete: () => glue.send(new DeleteResourcePolicyCommand({})),
  };
};
