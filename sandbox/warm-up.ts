import { plainCall } from './plain-call.ts';

/** Cheap reads, one for each service whose first call makes an emulator import much. */
const READS: readonly (readonly [
  service: string,
  method: string,
  path: string,
  body: string,
  target?: string,
])[] = [
  ['cloudformation', 'POST', '/', 'Action=DescribeStacks&Version=2010-05-15'],
  ['ec2', 'POST', '/', 'Action=DescribeSecurityGroups&Version=2016-11-15'],
  ['rds', 'POST', '/', 'Action=DescribeDBInstances&Version=2014-10-31'],
  ['s3', 'GET', '/', ''],
  ['dynamodb', 'POST', '/', '{}', 'DynamoDB_20120810.ListTables'],
  ['events', 'POST', '/', '{}', 'AWSEvents.ListRules'],
  ['sns', 'POST', '/', 'Action=ListTopics&Version=2010-03-31'],
  ['sqs', 'POST', '/', '{}', 'AmazonSQS.ListQueues'],
  ['lambda', 'GET', '/2015-03-31/functions', ''],
];

/** Makes every service's first call, and turns Security Hub on. */
export const warmUp = async (
  endpoint: string,
  account: string,
  region: string,
  securityHub: boolean,
): Promise<void> => {
  const caller = { endpoint, account, region };
  const hub = securityHub
    ? [plainCall(caller, { service: 'securityhub', method: 'POST', path: '/accounts', body: '{}' })]
    : [];
  const reads = READS.map(([service, method, path, body, target]) =>
    plainCall(caller, { service, method, path, body, ...(target && { target }) }),
  );
  await Promise.all([...hub, ...reads]);
};
