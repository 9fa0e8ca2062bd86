import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../lambdas/core/base/policy.ts';
import { CATALOGUE } from '../../lib/catalogue.ts';
import { resources, synth } from './synth.ts';

const off = synth();

describe('dashboard: true', () => {
  const template = synth({ policy: { ...DEFAULT_POLICY, dashboard: true } });

  test('adds one dashboard, and is the only way to one', () => {
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
    off.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
  });

  test('shows opened, closed, time, failures, dead letters and exceptions', () => {
    const [dashboard] = resources(template, 'AWS::CloudWatch::Dashboard');
    const body = JSON.stringify(dashboard?.Properties['DashboardBody']);
    for (const name of ['REMEDIATED', 'NOTIFIED', 'FAILED', 'RESOLVED', 'EXCLUDED', 'TimeToClose'])
      expect(body.replaceAll('\\', '')).toContain(`MetricName="${name}"`);
    for (const text of [
      "'p50'",
      'ExceptionsInForce',
      "'p99'",
      "PROP('Dim.template')",
      'PublishFailed',
      'REFUSED',
      'Messages',
    ])
      expect(body).toContain(text);
  });
});

describe('the sweep counts the exceptions in force', () => {
  const table = Match.stringLikeRegexp('^ExceptionsTable');
  const counting = {
    Environment: {
      Variables: Match.objectLike({
        EXCEPTIONS_TABLE: { Ref: table },
        TEMPLATES: CATALOGUE.flatMap(({ templates }) => templates.map(({ id }) => id)).join(' '),
      }),
    },
  };
  const reading = {
    Policies: [
      {
        PolicyDocument: {
          Statement: Match.arrayWith([
            { Action: 'dynamodb:Scan', Effect: 'Allow', Resource: { 'Fn::GetAtt': [table, 'Arn'] } },
          ]),
        },
      },
    ],
  };

  test('for a dashboard', () => {
    const template = synth({ policy: { ...DEFAULT_POLICY, dashboard: true } });
    template.hasResourceProperties('AWS::Lambda::Function', counting);
    template.hasResourceProperties('AWS::IAM::Role', reading);
  });

  test('for nothing else: the metric costs money, and it need not read the table', () => {
    off.resourcePropertiesCountIs('AWS::Lambda::Function', counting, 0);
    off.resourcePropertiesCountIs('AWS::IAM::Role', reading, 0);
  });
});

describe('chat: true', () => {
  const template = synth({ policy: { ...DEFAULT_POLICY, chat: true } });

  test('adds a topic that the publisher knows and may publish to', () => {
    off.resourceCountIs('AWS::SNS::Topic', 3);
    template.resourceCountIs('AWS::SNS::Topic', 4);
    template.hasOutput('ChatTopicArn', {});
    const chat = { Ref: Match.stringLikeRegexp('^ChatTopic') };
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ CHAT_TOPIC_ARN: chat }) },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({
                Action: 'sns:Publish',
                Resource: Match.arrayWith([chat]),
              }),
            ]),
          },
        },
      ],
    });
  });

  test('is the only way to such a topic', () => {
    expect(JSON.stringify(off.toJSON())).not.toMatch(/CHAT_TOPIC_ARN|ChatTopic/);
  });
});

describe('permissionsBoundary: Boundary', () => {
  test('bounds every role, and none has one otherwise', () => {
    const bounded = synth({ policy: { ...DEFAULT_POLICY, permissionsBoundary: 'Boundary' } });
    const boundary = {
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':policy/Boundary'],
      ],
    };
    bounded.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: boundary });
    off.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.absent() });
  });
});

describe('operators: [role ARN]', () => {
  const operators = ['arn:aws:iam::*:role/SecurityAdministrator', 'arn:aws:iam::111122223333:role/Other'];

  test('are the only ones who may write exceptions', () => {
    synth({ policy: { ...DEFAULT_POLICY, operators } }).hasResourceProperties('AWS::DynamoDB::Table', {
      ResourcePolicy: {
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: '*',
              Action: Match.arrayWith(['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']),
              Condition: {
                ArnNotLike: {
                  'aws:PrincipalArn': [
                    { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/SecurityAdministrator' },
                    { 'Fn::Sub': 'arn:aws:iam::111122223333:role/Other' },
                  ],
                },
              },
            },
          ],
        },
      },
    });
  });
});

describe('whoever would silence Drawbridge', () => {
  test('is told of by EventBridge itself, with no function between', () => {
    off.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        detail: {
          sourceIPAddress: [{ 'anything-but': 'cloudformation.amazonaws.com' }],
          $or: Match.arrayWith([Match.objectLike({ eventName: ['DisableRule', 'DeleteRule'] })]),
        },
      },
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^TamperingTopic') },
          InputTransformer: Match.objectLike({
            InputPathsMap: Match.objectLike({ 'detail-userIdentity-arn': '$.detail.userIdentity.arn' }),
          }),
        }),
      ],
    });
  });
});
