import { describe, expect, test } from 'vitest';
import { arnsOf, arnUnder, sortOf } from '../../cli/resource.ts';

const place = { partition: 'aws', account: '111122223333', region: 'eu-west-1' };
const GROUP = 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0123456789abcdef0';
const BUCKET = 'arn:aws:s3:::sg-0123456789abcdef0';
const RDS = 'arn:aws:rds:eu-west-1:111122223333';
const DOCUMENT = 'arn:aws:ssm:eu-west-1:111122223333:document';

test.each([
  [
    'sg-0123456789abcdef0',
    [
      GROUP,
      BUCKET,
      `${RDS}:snapshot:sg-0123456789abcdef0`,
      `${RDS}:cluster-snapshot:sg-0123456789abcdef0`,
      `${DOCUMENT}/sg-0123456789abcdef0`,
    ],
  ],
  ['my.bucket', ['arn:aws:s3:::my.bucket', `${DOCUMENT}/my.bucket`]],
  ['snapshot:rds:mine-1', [`${RDS}:snapshot:rds:mine-1`]],
  ['cluster-snapshot:mine', [`${RDS}:cluster-snapshot:mine`]],
  [GROUP, [GROUP]],
])('%s may be each of %j', (name, arns) => {
  const found = arnsOf(name, place).filter((arn) => /^arn:aws:(codebuild|ec2|rds|s3|ssm):/.test(arn));
  expect(found.toSorted()).toEqual(arns.toSorted());
});

test.each([
  ['orders', 'arn:aws:sqs:eu-west-1:111122223333:orders'],
  ['sqs-queue:orders', 'arn:aws:sqs:eu-west-1:111122223333:orders'],
])('%s may be %s', (name, arn) => expect(arnsOf(name, place)).toContain(arn));

describe('under a template', () => {
  const ssh = sortOf('security-group', 'unrestricted-ssh-access');
  const bucket = sortOf('s3-bucket', 'world-readable-s3-buckets');
  const snapshot = sortOf('rds-snapshot', 'rds-snapshot-with-public-permissions');
  const cluster = sortOf('rds-snapshot', 'rds-cluster-snapshot-with-public-permissions');

  test.each([
    [ssh, 'sg-0123456789abcdef0', GROUP],
    [ssh, GROUP, GROUP],
    [ssh, 'my-group', undefined],
    [ssh, 'arn:aws:s3:::b-1', undefined],
    [ssh, GROUP.replace('111122223333', '444455556666'), undefined],
    [bucket, 'sg-0123456789abcdef0', BUCKET],
    [bucket, 'arn:aws:s3:::b-1', 'arn:aws:s3:::b-1'],
    [bucket, 'x', undefined],
    [snapshot, 'Mine', `${RDS}:snapshot:mine`],
    [snapshot, 'snapshot:mine', `${RDS}:snapshot:mine`],
    [snapshot, `${RDS}:snapshot:awsbackup:job-1`, `${RDS}:snapshot:awsbackup:job-1`],
    [snapshot, `${RDS}:cluster-snapshot:mine`, undefined],
    [cluster, 'mine', `${RDS}:cluster-snapshot:mine`],
    [cluster, 'cluster-snapshot:mine', `${RDS}:cluster-snapshot:mine`],
    [cluster, 'snapshot:mine', undefined],
  ])('%o: %s is %s', (sort, name, arn) => expect(arnUnder(sort, name, place)).toBe(arn));
});
