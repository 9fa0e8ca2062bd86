import { Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Policy, type WorkloadSettings } from '../../lambdas/core/base/policy.ts';
import { checkPolicy } from '../../lib/policy/check.ts';
import { KNOWN } from '../../lib/policy/load.ts';
import { workloadsOf } from '../../lib/policy/workloads.ts';
import { newApp, newStack, resources, synth } from './synth.ts';

const settings: WorkloadSettings = { ...workloadsOf({}), skipTags: ['CG_AWP_SKIP_SCAN', 'no-scan'] };
const policy: Policy = { ...DEFAULT_POLICY, workloads: settings };
const template = synth({ policy });

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const statementsOf = (name: string): readonly Statement[] => {
  const [role] = resources(template, 'AWS::IAM::Role').filter(({ id }) => id.startsWith(`Workloads${name}`));
  const policies = (role?.Properties['Policies'] ?? []) as readonly {
    readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
};

const actionsOf = (name: string): readonly string[] =>
  statementsOf(name)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action)
    .filter((action) => !action.startsWith('logs:'))
    .sort();

test('nothing is synthesised without workloads in the policy', () => {
  const without = JSON.stringify(synth().toJSON());
  expect(without).not.toMatch(/workloads|ebs:|CreateSnapshots|AWS::S3::Bucket"/i);
});

describe('of the three functions', () => {
  test('one makes and deletes snapshots, and reads none', () => {
    expect(actionsOf('Snapshotter')).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Query',
      'ec2:CreateSnapshots',
      'ec2:CreateSnapshots',
      'ec2:CreateTags',
      'ec2:DeleteSnapshot',
      'ec2:DescribeInstances',
      'ec2:DescribeManagedPrefixLists',
      'ec2:DescribeSecurityGroupRules',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSnapshots',
      'ec2:ListSnapshotsInRecycleBin',
      's3:GetObject',
      's3:ListBucket',
      'sqs:SendMessage',
      'states:ListExecutions',
    ]);
  });

  test('one reads snapshots, and changes nothing in EC2', () => {
    expect(actionsOf('Scanner')).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Query',
      'ebs:GetSnapshotBlock',
      'ebs:ListSnapshotBlocks',
      'kms:Decrypt',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      'sqs:SendMessage',
    ]);
  });

  test('nobody else may read the key of the hashes of secrets, or choose it', () => {
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
            Resource: { 'Fn::Join': ['', [Match.anyValue(), '/key/secrets']] },
            Condition: {
              ArnNotEquals: {
                'aws:PrincipalArn': {
                  'Fn::GetAtt': [Match.stringLikeRegexp('^WorkloadsScannerRole'), 'Arn'],
                },
              },
            },
          }),
        ]),
      },
    });
  });

  test('one fetches advisories, and knows neither snapshots nor findings', () => {
    expect(actionsOf('Fetcher')).toEqual([
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      'sqs:SendMessage',
    ]);
  });
});

const TAGGED = { Null: { 'aws:ResourceTag/drawbridge:workload-scan': 'false' } };

test('what reads and what deletes snapshots may do so only where they bear the tag of a scan', () => {
  const about = (name: string, action: string) =>
    statementsOf(name).filter(({ Action }) => [Action].flat().includes(action));
  expect(about('Snapshotter', 'ec2:DeleteSnapshot')).toEqual([
    expect.objectContaining({ Condition: TAGGED }),
  ]);
  expect(about('Scanner', 'ebs:GetSnapshotBlock')).toEqual([expect.objectContaining({ Condition: TAGGED })]);
  expect(about('Scanner', 'ebs:ListSnapshotBlocks')).toEqual([
    expect.objectContaining({ Condition: TAGGED }),
  ]);
});

test('no snapshot can be made of an instance that bears one of the tags', () => {
  const denied = statementsOf('Snapshotter').filter(({ Effect }) => Effect === 'Deny');
  expect(denied.map(({ Condition }) => Condition)).toEqual([
    { Null: { 'aws:ResourceTag/CG_AWP_SKIP_SCAN': 'false' } },
    { Null: { 'aws:ResourceTag/no-scan': 'false' } },
  ]);
  for (const { Action, Resource } of denied) {
    expect(Action).toContain('ec2:CreateSnapshots');
    expect(JSON.stringify(Resource)).toContain(':instance/*');
  }
});

test('the bucket is private, encrypted, for TLS only, and forgets within a month', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: {
      Rules: ['data/', 'inventory/', 'looks/', 'reports/'].map((Prefix) =>
        Match.objectLike({ Prefix, ExpirationInDays: 30, Status: 'Enabled' }),
      ),
    },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
});

test('every hour it looks for who is due, every day it fetches advisories', () => {
  const schedules = resources(template, 'AWS::Scheduler::Schedule')
    .filter(({ id }) => id.startsWith('Workloads'))
    .map(({ Properties }) => Properties['ScheduleExpression']);
  expect(schedules.sort()).toEqual(['rate(1 day)', 'rate(1 hour)']);
});

test('cdk-nag has nothing to say', () => {
  const app = newApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  newStack(app, { policy });
  expect(() => app.synth()).not.toThrow();
}, 60_000);

const check = (text: string) =>
  checkPolicy(text, { file: 'policy.yaml', templates: KNOWN, today: '2026-11-26' });

test('what can only be reported is reported or off', () => {
  const { policy: none, problems } = check('templates: { workload-vulnerability: { mode: remediate } }');
  expect(none).toBeUndefined();
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('expected notify or off')]);
  expect(check('templates: { workload-vulnerability: { mode: off } }').problems).toEqual([]);
});

test('an empty mapping is all that it takes', () => {
  expect(check('workloads: {}').policy?.workloads).toEqual({
    everyHours: 24,
    skipTags: ['CG_AWP_SKIP_SCAN'],
    volumes: 'root',
    scope: 'usual',
    paths: [],
    secrets: true,
    threats: 'changed',
    reportFrom: 'MEDIUM',
    dataMaxAgeHours: 48,
  });
});
