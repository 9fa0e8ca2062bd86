import { describe, expect, test } from 'vitest';
import { EQUALS, keys, type PolicyWords } from '../../../lambdas/core/judge/keys.ts';
import { judgeStatement, judgeStatements } from '../../../lambdas/core/judge/statement.ts';
import { fixed, isTrue } from '../../../lambdas/core/judge/values.ts';

/** What the resource policies of a service have of their own. */
const words = (prefix: string, narrowing: PolicyWords['narrowing'], open: RegExp): PolicyWords => ({
  prefix,
  reads: [`${prefix}get`, `${prefix}list`, `${prefix}describe`],
  writes: [`${prefix}put`, `${prefix}create`, `${prefix}delete`],
  narrowing,
  open,
});

const NEVER = /^\b$/;
const SNS = words('sns:', new Map(), /^sns:(protocol|endpoint)$/);
const KMS = words(
  'kms:',
  new Map(keys(fixed, EQUALS, 'kms:calleraccount')),
  /^kms:(viaservice|grantisforawsresource|encryptioncontext.*)$/,
);
const EFS = words(
  'elasticfilesystem:',
  new Map(keys(isTrue, ['bool'], 'elasticfilesystem:accessedviamounttarget')),
  NEVER,
);
const LAMBDA = words(
  'lambda:',
  new Map(keys(fixed, EQUALS, 'lambda:sourcefunctionarn')),
  /^lambda:functionurlauthtype$/,
);
const SES = words('ses:', new Map(), /^ses:(fromaddress|fromdisplayname)$/);
const SQS = words('sqs:', new Map(), NEVER);

const ACCOUNT = '123456789012';
const allow = (Action: unknown, Condition?: unknown, Principal: unknown = '*') => ({
  Effect: 'Allow',
  Principal,
  Action,
  Resource: '*',
  ...(Condition !== undefined && { Condition }),
});
const equals = (key: string, value: string) => ({ StringEquals: { [key]: value } });
const bool = (key: string, value: string, operator = 'Bool') => ({ [operator]: { [key]: value } });
const MOUNTED = 'elasticfilesystem:AccessedViaMountTarget';

describe("a statement of another service's policy", () => {
  test.each([
    ['a topic for everybody', SNS, allow('SNS:Publish'), 'anyone'],
    [
      "a topic's default policy",
      SNS,
      allow(['SNS:Publish', 'SNS:GetTopicAttributes'], equals('AWS:SourceOwner', ACCOUNT), { AWS: '*' }),
      'nobody',
    ],
    ['a topic by its protocol', SNS, allow('SNS:Subscribe', equals('SNS:Protocol', 'https')), 'anyone'],
    ['a topic for S3', SNS, allow('SNS:Publish', undefined, { Service: 's3.amazonaws.com' }), 'nobody'],
    [
      'a queue for one account',
      SQS,
      allow('SQS:*', undefined, { AWS: `arn:aws:iam::${ACCOUNT}:root` }),
      'nobody',
    ],
    ['a queue for everybody', SQS, allow('SQS:*'), 'anyone'],
    [
      'a queue for one topic',
      SQS,
      allow('SQS:SendMessage', { ArnEquals: { 'aws:SourceArn': `arn:aws:sns:us-east-1:${ACCOUNT}:t` } }),
      'nobody',
    ],
    [
      "an AWS managed key's policy",
      KMS,
      allow('kms:Decrypt', {
        StringEquals: { 'kms:CallerAccount': ACCOUNT, 'kms:ViaService': 'ebs.us-east-1.amazonaws.com' },
      }),
      'nobody',
    ],
    [
      'a key by way of a service',
      KMS,
      allow('kms:Decrypt', equals('kms:ViaService', 's3.us-east-1.amazonaws.com')),
      'anyone',
    ],
    ['a key for grants', KMS, allow('kms:CreateGrant', bool('kms:GrantIsForAWSResource', 'true')), 'anyone'],
    ['a key by a key nobody knows', KMS, allow('kms:*', equals('kms:Weather', 'fair')), 'doubt'],
    [
      'a file system by its mount targets',
      EFS,
      allow('elasticfilesystem:ClientMount', bool(MOUNTED, 'true')),
      'nobody',
    ],
    [
      'a file system otherwise',
      EFS,
      allow('elasticfilesystem:ClientMount', bool(MOUNTED, 'false')),
      'anyone',
    ],
    [
      'a file system by its mount targets, if known',
      EFS,
      allow('elasticfilesystem:ClientMount', bool(MOUNTED, 'true', 'BoolIfExists')),
      'anyone',
    ],
    [
      'a function by a URL for all',
      LAMBDA,
      allow('lambda:InvokeFunctionUrl', equals('lambda:FunctionUrlAuthType', 'NONE')),
      'anyone',
    ],
    [
      'a function by a signed URL',
      LAMBDA,
      allow('lambda:InvokeFunctionUrl', equals('lambda:FunctionUrlAuthType', 'AWS_IAM')),
      'anyone',
    ],
    [
      'a function for an organization',
      LAMBDA,
      allow('lambda:InvokeFunction', equals('aws:PrincipalOrgID', 'o-a1b2c3d4e5')),
      'nobody',
    ],
    [
      'an address to send from',
      SES,
      allow('ses:SendEmail', { StringLike: { 'ses:FromAddress': '*@example.com' } }),
      'anyone',
    ],
    ['a key of S3 elsewhere', SQS, allow('sqs:SendMessage', equals('s3:prefix', 'a')), 'doubt'],
  ] as const)('%s', (_, service, statement, expected) => {
    const { access, doubt } = judgeStatement(statement, service);
    const told = doubt === undefined ? 'anyone' : 'doubt';
    expect(access.length > 0 ? told : 'nobody').toBe(expected);
  });

  test('is about its own actions', () => {
    expect(judgeStatement(allow('SQS:*'), SQS).access).toEqual(['read', 'write', 'full']);
    expect(judgeStatement(allow('sqs:GetQueueUrl'), SQS).access).toEqual(['read']);
    expect(judgeStatement({ ...allow([]), Action: undefined, NotAction: 'sqs:*' }, SQS).access).toEqual([]);
  });

  test('may be fenced by its own keys', () => {
    const fence = {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: '*',
      Condition: bool(MOUNTED, 'false', 'BoolIfExists'),
      Resource: `arn:aws:elasticfilesystem:eu-west-1:${ACCOUNT}:file-system/fs-1`,
    };
    const about = [`arn:aws-cn:elasticfilesystem:eu-west-1:${ACCOUNT}:file-system/fs-1`];
    const [grant] = judgeStatements([allow('elasticfilesystem:*'), fence], EFS, about);
    expect(grant).toEqual({ access: [] });
    const [open] = judgeStatements([allow('elasticfilesystem:*'), fence], EFS);
    expect(open?.access).toContain('full');
  });
});
