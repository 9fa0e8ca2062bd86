import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-dynamodb';
import { ifThere, type MakePolicyDoor, parsed } from '../policy-door.ts';

export const dynamodbTable: MakePolicyDoor = async (config, TableName) => {
  const dynamodb = new DynamoDBClient(config);
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const arn = TableDescription?.TableArn ?? '';
  return {
    template: 'dynamodb-table-with-public-permissions',
    resource: TableName,
    arn,
    action: 'dynamodb:GetItem',
    service: 'dynamodb',
    fixing: 'PutResourcePolicy',
    put: (document) =>
      dynamodb.send(new PutResourcePolicyCommand({ ResourceArn: arn, Policy: JSON.stringify(document) })),
    get: async () =>
      parsed((await ifThere(dynamodb.send(new GetResourcePolicyCommand({ ResourceArn: arn }))))?.Policy),
    delete: () => dynamodb.send(new DeleteTableCommand({ TableName })),
  };
};
