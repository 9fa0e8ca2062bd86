import { type App, Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { fixerOutput } from '../../cli/stack.ts';
import { DEFAULT_POLICY } from '../../lambdas/core/base/policy.ts';
import { CATALOGUE } from '../../lib/catalogue.ts';
import { newApp, newStack, resources, synth } from './synth.ts';

interface PolicyDocument {
  readonly Statement: readonly { Effect: string; Principal: unknown; Condition: unknown }[];
}

const template = synth();

describe('the ledger', () => {
  test('is a table on demand, with a stream, expiry and recovery, that outlives the stack', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'resource', KeyType: 'HASH' },
          { AttributeName: 'n', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'resource', AttributeType: 'S' },
          { AttributeName: 'n', AttributeType: 'N' },
          { AttributeName: 'open', AttributeType: 'S' },
          { AttributeName: 'owing', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'open',
            KeySchema: [
              { AttributeName: 'open', KeyType: 'HASH' },
              { AttributeName: 'resource', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['id'] },
          },
          {
            IndexName: 'owed',
            KeySchema: [
              { AttributeName: 'owing', KeyType: 'HASH' },
              { AttributeName: 'resource', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      },
    });
  });

  test('can be written by the functions only', () => {
    const writers = resources(template, 'AWS::IAM::Role').filter(({ Properties }) =>
      /dynamodb:(Put|Update|Delete|BatchWrite|PartiQL|Transact)/.test(JSON.stringify(Properties)),
    );
    // The fixers, the publisher, and what begins and ends a sweep.
    expect(writers).toHaveLength(CATALOGUE.length + 2);
    template.hasResourceProperties('AWS::DynamoDB::Table', { ResourcePolicy: Match.absent() });
  });
});

describe('exceptions', () => {
  const table = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ExceptionsTable'), 'Arn'] };

  test('are in a table of their own, on demand, with expiry and recovery', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', 2);
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'resource', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  test('can be written, and the ledger read, by whom the operator policy is attached to; nothing else', () => {
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 1);
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: [
              'dynamodb:DeleteItem',
              'dynamodb:PutItem',
              'dynamodb:GetItem',
              'dynamodb:Query',
              'dynamodb:Scan',
            ].sort(),
            Resource: table,
          },
          {
            Effect: 'Allow',
            Action: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LedgerTable'), 'Arn'] },
          },
        ],
      },
    });
  });

  test('are only read by the functions', () => {
    const actions = resources(template, 'AWS::IAM::Role')
      .flatMap(
        ({ Properties }) => (Properties['Policies'] ?? []) as { PolicyDocument: { Statement: unknown[] } }[],
      )
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .filter((statement) => JSON.stringify(statement).includes('ExceptionsTable'))
      .map((statement) => (statement as { Action: unknown }).Action);
    const stream = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
    expect(actions.toSorted()).toEqual(
      [stream, ...CATALOGUE.map(() => ['dynamodb:GetItem', 'dynamodb:Query'])].toSorted(),
    );
  });
});

describe('findings', () => {
  test('are published over TLS only', () => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Principal: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ],
      },
    });
  });

  test('are encrypted at rest with a key that costs nothing', () => {
    template.hasResourceProperties('AWS::SNS::Topic', {
      // By an ARN SNS would not make the key where there is none yet.
      KmsMasterKeyId: 'alias/aws/sns',
    });
    template.resourceCountIs('AWS::KMS::Key', 0);
  });
});

describe('dead letters', () => {
  test('are kept for 14 days, encrypted, and taken over TLS only', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 14 * 86_400,
      SqsManagedSseEnabled: true,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ]),
      },
    });
  });

  test('are taken from the rules of this stack only', () => {
    const allowed = resources(template, 'AWS::SQS::QueuePolicy')
      .map(({ Properties }) => Properties['PolicyDocument'] as PolicyDocument)
      .flatMap(({ Statement }) => Statement)
      .filter(({ Effect }) => Effect === 'Allow');
    // What tells of tampering goes to people alone.
    const rules = resources(template, 'AWS::Events::Rule').filter(({ id }) => !id.startsWith('Tampering'));
    expect(allowed).toHaveLength(rules.length);
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: 'events.amazonaws.com' });
      expect(Condition).toEqual({
        ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.any(String), 'Arn'] } },
      });
    }
  });

  test('are taken from nobody but AWS and the roles of this stack, whatever else a policy allows', () => {
    const roles = resources(template, 'AWS::IAM::Role').map(({ id }) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:SendMessage',
            Condition: {
              ArnNotEquals: { 'aws:PrincipalArn': roles },
              BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
            },
          }),
        ]),
      },
    });
  });

  test('are told by the publisher, not by events that anybody may put', () => {
    const patterns = resources(template, 'AWS::Events::Rule').map(
      ({ Properties }) => Properties['EventPattern'],
    );
    expect(JSON.stringify(patterns)).not.toContain('"drawbridge"');
  });

  test('raise the one alarm as soon as there is one', () => {
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('raise none when the policy wants none', () => {
    synth({ policy: { ...DEFAULT_POLICY, alarm: false } }).resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });
});

describe('the stack', () => {
  test('says where its parts are', () => {
    expect(Object.keys(template.toJSON()['Outputs'] as object)).toEqual([
      'FindingsTopicArn',
      'MailTopicArn',
      'TamperingTopicArn',
      'PolicyDigest',
      'LedgerTableName',
      'ExceptionsTableName',
      'OperatorPolicyArn',
      'DeadLetterQueueUrl',
      ...CATALOGUE.map(({ kind }) => fixerOutput(kind.name)),
      'PublisherFunctionName',
      'SweepFunctionName',
      'SweepStateMachineArn',
      'SweepScheduleName',
    ]);
  });

  test.each([
    ['AWS::DynamoDB::Table', 'TableName'],
    ['AWS::Events::Rule', 'Name'],
    ['AWS::IAM::ManagedPolicy', 'ManagedPolicyName'],
    ['AWS::IAM::Role', 'RoleName'],
    ['AWS::Lambda::Function', 'FunctionName'],
    ['AWS::Logs::LogGroup', 'LogGroupName'],
    ['AWS::SNS::Topic', 'TopicName'],
    ['AWS::SQS::Queue', 'QueueName'],
    ['AWS::CloudWatch::Alarm', 'AlarmName'],
    ['AWS::Scheduler::Schedule', 'Name'],
  ])('gives no %s a name, so that nothing left by an earlier one is in its way', (type, name) => {
    template.allResourcesProperties(type, { [name]: Match.absent() });
  });

  test('holds nothing that costs money while nothing happens, but the alarm', () => {
    expect([...new Set(resources(template).map(({ Type }) => Type))].sort()).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::DynamoDB::Table',
      'AWS::Events::Rule',
      'AWS::IAM::ManagedPolicy',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
      'AWS::Scheduler::Schedule',
      'AWS::StepFunctions::StateMachine',
    ]);
  });

  test('names no partition, account or region: it is the same everywhere', () => {
    expect(JSON.stringify(template.toJSON())).not.toMatch(/arn:aws|\b\d{12}\b|[a-z]{2}-[a-z]+-\d/);
  });

  test.each([
    { partition: 'aws', region: 'eu-central-1' },
    { partition: 'aws-cn', region: 'cn-north-1' },
    { partition: 'aws-us-gov', region: 'us-gov-west-1' },
  ])('synthesises for $partition', ({ partition, region }) => {
    const text = JSON.stringify(synth({ env: { account: '111122223333', region } }).toJSON());
    const named = [...text.matchAll(/arn:(aws[a-z-]*):/g)].map(([, name]) => name);
    expect(named.filter((name) => name !== partition)).toEqual([]);
  });
});

describe('cdk-nag', () => {
  const SLOWLY = 60_000;

  const checked = (): App => {
    const app = newApp();
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    return app;
  };

  test(
    'has nothing to say against the stack',
    () => {
      const app = checked();
      newStack(app);
      expect(() => app.synth()).not.toThrow();
    },
    SLOWLY,
  );

  test(
    'would stop the synth over a queue that takes messages without TLS',
    () => {
      const app = checked();
      new Queue(newStack(app), 'Open');
      expect(() => app.synth()).toThrow('AwsSolutions-SQS4');
    },
    SLOWLY,
  );
});
