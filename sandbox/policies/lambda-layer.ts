import {
  AddLayerVersionPermissionCommand,
  DeleteLayerVersionCommand,
  GetLayerVersionPolicyCommand,
  LambdaClient,
  PublishLayerVersionCommand,
} from '@aws-sdk/client-lambda';
import { ifThere, type MakePolicyDoor, parsed, type Statement } from '../policy-door.ts';
import { zipOf } from '../zip.ts';
import { addingBy, organizationOf, principalOf } from './statement-by-statement.ts';

export const lambdaLayer: MakePolicyDoor = async (config, LayerName) => {
  const lambda = new LambdaClient(config);
  const { Version = 0, LayerVersionArn: arn = '' } = await lambda.send(
    new PublishLayerVersionCommand({ LayerName, Content: { ZipFile: zipOf({ 'tool.txt': 'a tool\n' }) } }),
  );
  const layer = { LayerName, VersionNumber: Version };
  const get = async () =>
    parsed((await ifThere(lambda.send(new GetLayerVersionPolicyCommand(layer))))?.Policy);
  const add = (statement: Statement) =>
    lambda.send(
      new AddLayerVersionPermissionCommand({
        ...layer,
        StatementId: String(statement['Sid']),
        Action: String(statement['Action']),
        // This call takes accounts by their number.
        Principal: principalOf(statement).replace(/^arn:aws:iam::(\d{12}):root$/, '$1'),
        OrganizationId: organizationOf(statement),
      }),
    );
  return {
    template: 'lambda-layer-with-public-permissions',
    resource: `${LayerName}:${Version}`,
    arn,
    action: 'lambda:GetLayerVersion',
    service: 'lambda',
    fixing: 'RemoveLayerVersionPermission20181031',
    unordered: true,
    doubt: 'never',
    put: addingBy(get, add),
    get,
    delete: () => lambda.send(new DeleteLayerVersionCommand(layer)),
  };
};
