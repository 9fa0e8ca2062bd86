import { expect, test } from 'vitest';
import { rdsSnapshot } from '../../../lambdas/resource-types/rds-snapshot/type.ts';

const { asffType } = rdsSnapshot;

test.each([
  ['snapshot:mine', 'AwsRdsDbSnapshot'],
  ['snapshot:cluster-snapshot', 'AwsRdsDbSnapshot'],
  ['cluster-snapshot:mine', 'AwsRdsDbClusterSnapshot'],
])('%s is an %s to Security Hub', (id, type) => {
  expect(typeof asffType === 'function' && asffType(id)).toBe(type);
});

test.each([
  ['aws', 'us-east-1', 'snapshot:mine', 'arn:aws:rds:us-east-1:123456789012:snapshot:mine'],
  [
    'aws-cn',
    'cn-north-1',
    'cluster-snapshot:rds:a',
    'arn:aws-cn:rds:cn-north-1:123456789012:cluster-snapshot:rds:a',
  ],
  [
    'aws-us-gov',
    'us-gov-west-1',
    'snapshot:awsbackup:job-1',
    'arn:aws-us-gov:rds:us-gov-west-1:123456789012:snapshot:awsbackup:job-1',
  ],
])('in %s, %s, the ARN of %s is %s', (partition, region, id, arn) => {
  expect(rdsSnapshot.arn(id, { partition, region, account: '123456789012' })).toBe(arn);
});

test('it may read and change snapshots of its own account and region, nothing else', () => {
  const own = /^arn:\$\{AWS::Partition\}:rds:\$\{AWS::Region\}:\$\{AWS::AccountId\}:(cluster-)?snapshot:\*$/;
  const permissions = [...rdsSnapshot.read, ...rdsSnapshot.fix];
  for (const resource of permissions.flatMap(({ resources }) => resources)) expect(resource).toMatch(own);
  expect(permissions.flatMap(({ actions }) => actions).sort()).toEqual([
    'rds:DescribeDBClusterSnapshotAttributes',
    'rds:DescribeDBClusterSnapshots',
    'rds:DescribeDBSnapshotAttributes',
    'rds:DescribeDBSnapshots',
    'rds:ListTagsForResource',
    'rds:ModifyDBClusterSnapshotAttribute',
    'rds:ModifyDBSnapshotAttribute',
  ]);
});
