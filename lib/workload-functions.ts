import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Policy, WorkloadSettings } from '../lambdas/core/base/policy.ts';
import type { Permission } from '../lambdas/core/base/resource-type.ts';
import { REFUSED_RULES, SECRET_KEY } from '../lambdas/workloads/keys.ts';
import { INSTANCE_TAG, RUN_TAG } from '../lambdas/workloads/marks.ts';
import { YARA_FILES } from './bundle/yara.ts';
import { BundledFunction, type BundledFunctionProps } from './bundled-function.ts';
import type { Ledger } from './ledger.ts';

export interface WorkloadProps {
  readonly policy: Policy;
  readonly settings: WorkloadSettings;
  readonly ledger: Ledger;
  readonly exceptions: Table;
  readonly deadLetters: IQueue;
}

export interface FunctionProps extends WorkloadProps {
  readonly bucket: Bucket;
}

const EC2 = 'arn:${AWS::Partition}:ec2:${AWS::Region}';
const INSTANCES = `${EC2}:\${AWS::AccountId}:instance/*`;
const VOLUMES = `${EC2}:\${AWS::AccountId}:volume/*`;
/** An ARN of a snapshot names no account. */
const SNAPSHOTS = `${EC2}::snapshot/*`;
/** Only what bears our tag. */
const TAGGED = { Null: { [`aws:ResourceTag/${RUN_TAG}`]: 'false' } };

/** EC2 takes no resource for calls that list. */
const LISTS = [
  'ec2:DescribeInstances',
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSnapshots',
  'ec2:ListSnapshotsInRecycleBin',
];

const books = ({ ledger, exceptions }: FunctionProps): readonly Permission[] => [
  { actions: ['dynamodb:Query', 'dynamodb:PutItem'], resources: [ledger.table.tableArn] },
  { actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [exceptions.tableArn] },
];

/** Objects of these folders; whoever may not list a bucket is told that a missing object is forbidden. */
const objects = (
  bucket: Bucket,
  actions: readonly string[],
  folders: readonly string[],
): readonly Permission[] => [
  { actions: ['s3:ListBucket'], resources: [bucket.bucketArn] },
  { actions, resources: folders.map((folder) => bucket.arnForObjects(folder)) },
];

/** The tags that leave an instance out leave it out even if the function forgot. */
const skipped = (tags: readonly string[]): readonly Permission[] =>
  tags.map((tag) => ({
    actions: ['ec2:CreateSnapshots', 'ec2:CreateSnapshot'],
    resources: [INSTANCES],
    conditions: { Null: { [`aws:ResourceTag/${tag}`]: 'false' } },
  }));

/** A resource as cdk-nag writes it. */
const shown = (resource: string, bucket: Bucket): string => {
  const { node, bucketArn } = bucket;
  const name = Stack.of(bucket).getLogicalId(node.defaultChild as CfnBucket);
  return resource.replaceAll(bucketArn, `<${name}.Arn>`).replaceAll(/\$\{(AWS::\w+)\}/g, '<$1>');
};

const acknowledge = ({ role }: BundledFunction, permissions: readonly Permission[], bucket: Bucket): void =>
  Validations.of(role).acknowledge(
    ...permissions
      .flatMap(({ resources }) => resources)
      .filter((resource) => resource.includes('*'))
      .map((resource) => ({
        id: `AwsSolutions-IAM5[Resource::${shown(resource, bucket)}]`,
        reason:
          'Which instances, volumes and keys there will be is not known beforehand; conditions narrow it.',
      })),
  );

const make = (
  scope: Construct,
  id: string,
  { policy, deadLetters, ledger, exceptions, bucket }: FunctionProps,
  own: Omit<BundledFunctionProps, 'policy' | 'environment'> & { readonly knowsLedger: boolean },
): BundledFunction => {
  const { knowsLedger, ...props } = own;
  const made = new BundledFunction(scope, id, {
    ...props,
    policy,
    environment: {
      BUCKET: bucket.bucketName,
      ...(knowsLedger && {
        LEDGER_TABLE: ledger.table.tableName,
        EXCEPTIONS_TABLE: exceptions.tableName,
      }),
    },
    permissions: [...props.permissions, { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }],
  });
  acknowledge(made, props.permissions, bucket);
  made.fn.configureAsyncInvoke({
    retryAttempts: 2,
    maxEventAge: Duration.hours(6),
    onFailure: new SqsDestination(deadLetters),
  });
  return made;
};

/** Makes snapshots and deletes them; reads no byte of one. */
export const snapshotFunction = (scope: Construct, props: FunctionProps, machineArn: string): IFunction =>
  make(scope, 'Snapshotter', props, {
    name: 'workloads',
    description: 'Drawbridge: has snapshots of instances made for a scan, and deletes them',
    knowsLedger: true,
    timeout: Duration.minutes(10),
    memory: 512,
    permissions: [
      ...books(props),
      ...objects(props.bucket, ['s3:GetObject'], ['data/current.json', REFUSED_RULES]),
      { actions: LISTS, resources: ['*'] },
      { actions: ['ec2:CreateSnapshots'], resources: [INSTANCES, VOLUMES] },
      {
        actions: ['ec2:CreateSnapshots'],
        resources: [SNAPSHOTS],
        conditions: {
          Null: { [`aws:RequestTag/${RUN_TAG}`]: 'false', [`aws:RequestTag/${INSTANCE_TAG}`]: 'false' },
        },
      },
      {
        actions: ['ec2:CreateTags'],
        resources: [SNAPSHOTS],
        conditions: { StringEquals: { 'ec2:CreateAction': 'CreateSnapshots' } },
      },
      { actions: ['ec2:DeleteSnapshot'], resources: [SNAPSHOTS], conditions: TAGGED },
      { actions: ['states:ListExecutions'], resources: [machineArn] },
    ],
    denied: skipped(props.settings.skipTags),
  }).fn;

/** Reads snapshots of scans, and changes nothing in EC2. */
export const scanFunction = (scope: Construct, props: FunctionProps): BundledFunction =>
  make(scope, 'Scanner', props, {
    name: 'workloads-scan',
    description: 'Drawbridge: reads what is installed on snapshots of instances, and judges it',
    knowsLedger: true,
    timeout: Duration.minutes(15),
    memory: 2048,
    files: props.settings.secrets || props.settings.threats !== 'off' ? YARA_FILES : {},
    permissions: [
      ...books(props),
      ...objects(props.bucket, ['s3:GetObject'], ['data/*', 'looks/*', 'rules/*', SECRET_KEY]),
      {
        actions: ['s3:PutObject'],
        resources: ['inventory/*', 'looks/*', 'reports/*', SECRET_KEY].map((key) =>
          props.bucket.arnForObjects(key),
        ),
      },
      {
        actions: ['ebs:ListSnapshotBlocks', 'ebs:GetSnapshotBlock'],
        resources: [SNAPSHOTS],
        conditions: TAGGED,
      },
      {
        actions: ['kms:Decrypt'],
        resources: ['arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*'],
        // AWS names EC2 for what EBS encrypts, and does not say what the direct APIs call themselves.
        conditions: { StringLike: { 'kms:ViaService': 'e*.*.amazonaws.com*' } },
      },
    ],
  });

/** Fetches advisories; knows neither snapshots nor the ledger. */
export const dataFunction = (scope: Construct, props: FunctionProps): IFunction =>
  make(scope, 'Fetcher', props, {
    name: 'workloads-data',
    description: 'Drawbridge: fetches the advisories of what instances hold',
    knowsLedger: false,
    timeout: Duration.minutes(15),
    memory: 3008,
    permissions: [
      ...objects(props.bucket, ['s3:GetObject'], ['inventory/*']),
      { actions: ['s3:PutObject'], resources: [props.bucket.arnForObjects('data/*')] },
    ],
  }).fn;
