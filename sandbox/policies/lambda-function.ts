import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetPolicyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { at, own } from '../../lambdas/core/base/json.ts';
import { ifThere, type MakePolicyDoor, parsed, type Statement } from '../policy-door.ts';
import { zipOf } from '../zip.ts';
import { addingBy, organizationOf, principalOf } from './statement-by-statement.ts';

const TOKEN = 'lambda:EventSourceToken';

export const lambdaFunction: MakePolicyDoor = async (config, FunctionName) => {
  const lambda = new LambdaClient(config);
  const { FunctionArn: arn = '' } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${config.credentials.accessKeyId}:role/sandbox`,
      Code: { ZipFile: zipOf({ 'index.mjs': 'export const handler = async () => {};\n' }) },
    }),
  );
  const get = async () =>
    parsed((await ifThere(lambda.send(new GetPolicyCommand({ FunctionName }))))?.Policy);
  const add = (statement: Statement) => {
    const token = own(at(statement, 'Condition.StringEquals'), TOKEN);
    return lambda.send(
      new AddPermissionCommand({
        FunctionName,
        StatementId: String(statement['Sid']),
        Action: String(statement['Action']),
        Principal: principalOf(statement),
        PrincipalOrgID: organizationOf(statement),
        ...(token !== undefined && { EventSourceToken: String(token) }),
      }),
    );
  };
  return {
    template: 'lambda-function-with-public-permissions',
    resource: FunctionName,
    arn,
    action: 'lambda:InvokeFunction',
    service: 'lambda',
    fixing: 'RemovePermission20150331v2',
    unordered: true,
    doubt: { StringEquals: { [TOKEN]: 'this' } },
    put: addingBy(get, add),
    get,
    delete: () => lambda.send(new DeleteFunctionCommand({ FunctionName })),
  };
};
