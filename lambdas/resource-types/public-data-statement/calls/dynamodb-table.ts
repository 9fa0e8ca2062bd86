import {
  DeleteResourcePolicyCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-dynamodb';
import { ifSet, tagsOf } from '../../../adapters/answers.ts';
import { awsHttp } from '../../../adapters/aws-http.ts';
import type { Connection } from '../../../adapters/connect.ts';
import type { DoorCalls } from '../../../core/statements/door.ts';

/** A sweep finds tables; streams are looked at when their policy changes. */
export const dynamodbTable = (connection: Connection): DoorCalls => {
  const dynamodb = new DynamoDBClient(awsHttp(connection));
  return {
    read: async ({ arn }) => {
      const answer = dynamodb.send(new GetResourcePolicyCommand({ ResourceArn: arn }));
      const found = await ifSet(answer, 'PolicyNotFoundException');
      return { text: found?.Policy, revision: found?.RevisionId };
    },
    write: ({ arn }, Policy, { revision }) =>
      dynamodb.send(
        new PutResourcePolicyCommand({
          ResourceArn: arn,
          Policy,
          ExpectedRevisionId: revision ?? 'NO_POLICY',
        }),
      ),
    remove: ({ arn }, { revision }) =>
      dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn: arn, ExpectedRevisionId: revision })),
    list: async (ExclusiveStartTableName) => {
      const page = await dynamodb.send(new ListTablesCommand({ ExclusiveStartTableName, Limit: 100 }));
      return { names: page.TableNames ?? [], next: page.LastEvaluatedTableName };
    },
    tags: async ({ arn, name }) =>
      name.includes('/')
        ? {}
        : tagsOf((await dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: arn }))).Tags),
  };
};
