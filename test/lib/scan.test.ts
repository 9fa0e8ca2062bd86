import { Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../lambdas/core/base/policy.ts';
import { newApp, newStack, resources, synth } from './synth.ts';

const scan = { samplingPercentage: 100, maxGigabytes: 10 };
const READABLE = 'world-readable-s3-buckets';
const WRITABLE = 'publicly-writable-s3-buckets';

const scanning: Policy = {
  ...DEFAULT_POLICY,
  templates: {
    [READABLE]: { scan },
    [WRITABLE]: { scan },
    'unrestricted-access-to-s3-bucket': { scan, mode: 'notify' },
    'unencrypted-s3-buckets': { mode: 'off' },
  },
};

const off = synth();
const template = synth({ policy: scanning });
const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeadLettersQueue'), 'Arn'] };
const idsOf = (of: typeof template) => resources(of).map(({ id }) => id);

describe('the scan of buckets', () => {
  test('is there only where a template that closes buckets asks for it', () => {
    expect(idsOf(template).filter((id) => id.startsWith('BucketScan'))).not.toEqual([]);
    expect(idsOf(off).filter((id) => id.startsWith('BucketScan'))).toEqual([]);
    const notify = synth({ policy: { ...scanning, mode: 'notify' } });
    expect(idsOf(notify).filter((id) => id.startsWith('BucketScan'))).toEqual([]);
    expect(JSON.stringify(off.toJSON())).not.toMatch(/macie|GetMetricData/);
  });

  test('is woken by the findings of the templates that scan, and loses none', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['drawbridge'],
        'detail-type': ['Drawbridge Finding'],
        detail: { status: ['REMEDIATED'], template: [WRITABLE, READABLE] },
      },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^BucketScan'), 'Arn'] },
          DeadLetterConfig: { Arn: queue },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        }),
      ],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^BucketScan') },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
  });

  test('may start jobs, read metrics, and read and write the ledger; nothing in S3', () => {
    const [role] = resources(template, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('BucketScan'));
    const policies = role?.Properties['Policies'] as [
      { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } },
    ];
    const granted = policies[0].PolicyDocument.Statement.map(({ Action, Resource }) => [Action, Resource]);
    const ledger = { 'Fn::GetAtt': [expect.stringMatching(/^LedgerTable/), 'Arn'] };
    expect(granted).toEqual([
      [['logs:CreateLogStream', 'logs:PutLogEvents'], expect.anything()],
      [
        'macie2:CreateClassificationJob',
        {
          'Fn::Sub': 'arn:${AWS::Partition}:macie2:${AWS::Region}:${AWS::AccountId}:classification-job/*',
        },
      ],
      ['cloudwatch:GetMetricData', '*'],
      [['dynamodb:PutItem', 'dynamodb:Query'], ledger],
      ['sqs:SendMessage', { 'Fn::GetAtt': [expect.stringMatching(/^DeadLettersQueue/), 'Arn'] }],
    ]);
  });

  test('is handed its dead letters again by the sweep', () => {
    const roles = resources(template, 'AWS::IAM::Role').map(({ Properties }) => JSON.stringify(Properties));
    const sweep = roles.find((role) => role.includes('cloudtrail:DescribeTrails'));
    expect(sweep).toMatch(/"Fn::GetAtt":\["BucketScan\w*Function/);
  });

  test('leaves cdk-nag nothing to say', () => {
    const app = newApp();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    newStack(app, { policy: scanning });
    expect(() => app.synth()).not.toThrow();
  }, 60_000);
});
