import { wordsOf } from '../../../core/judge/keys.ts';
import type { Door } from '../../../core/statements/door.ts';

/** A table or its stream, each of which has a policy: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-intro.html */
export const DYNAMODB_TABLE: Door = {
  name: 'dynamodb-table',
  noun: 'a DynamoDB table',
  asffType: 'AwsDynamoDbTable',
  service: 'dynamodb',
  path: 'table/',
  names: /^[A-Za-z0-9_.-]{3,255}(\/stream\/[0-9T:.-]{1,64})?$/,
  template: {
    id: 'dynamodb-table-with-public-permissions',
    title: 'DynamoDB Table with Public Permissions',
    why: 'Whoever has an AWS account can read or change the items of a public table.',
    severity: 'HIGH',
    controls: [],
    since: '0.2',
  },
  words: wordsOf('dynamodb:', { open: /^dynamodb:/ }),
  calls: {
    CreateTable: { wakes: 'opens' },
    PutResourcePolicy: { wakes: 'both' },
    DeleteResourcePolicy: { wakes: 'closes' },
    DeleteTable: { wakes: 'closes', deletes: true },
    TagResource: { wakes: 'both' },
    UntagResource: { wakes: 'both' },
  },
  at: ['requestParameters.resourceArn', 'requestParameters.tableName'],
  shows: ['requestParameters.policy', 'requestParameters.resourcePolicy'],
  read: ['GetResourcePolicy', 'ListTagsOfResource'],
  fix: ['PutResourcePolicy', 'DeleteResourcePolicy'],
  list: ['ListTables'],
  about: (arn) => [arn, `${arn}/index/*`],
};
