import { describe, expect, test } from 'vitest';
import { statementParts } from '../../../lambdas/core/judge/statement-parts.ts';
import { grantParts } from '../../../lambdas/resource-types/s3-bucket/model.ts';
import { s3Bucket } from '../../../lambdas/resource-types/s3-bucket/type.ts';
import { ALL_USERS, LOG_DELIVERY, OWNER } from './buckets.ts';

describe('words', () => {
  const sentence = (statement: unknown) =>
    statementParts({ Statement: [statement] }).map(s3Bucket.describe)[0];
  test.each([
    [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }, 'statement 1: Allow s3:GetObject to *'],
    [
      { Sid: 'Read', Effect: 'Allow', Principal: { AWS: '*' }, Action: ['s3:Get*', 's3:List*'] },
      'statement 1 "Read": Allow s3:Get*, s3:List* to {"AWS":"*"}',
    ],
    [
      { Effect: 'Allow', NotPrincipal: { AWS: '1' }, NotAction: 's3:Put*' },
      'statement 1: Allow all but s3:Put* to all but {"AWS":"1"}',
    ],
    [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      },
      'statement 1: Allow * to * if {"Bool":{"aws:SecureTransport":"true"}}',
    ],
    [{}, 'statement 1: undefined nothing to nothing'],
  ])('%j', (statement, expected) => {
    expect(sentence(statement)).toBe(expected);
  });
  test('are cut where a statement is long', () => {
    const line = sentence({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject'.repeat(99) });
    expect(line).toHaveLength(250);
    expect(line?.at(-1)).toBe('…');
  });
  test('for grants and encryption', () => {
    const grants = grantParts([
      [ALL_USERS, 'READ'],
      [LOG_DELIVERY, 'WRITE'],
      [OWNER, 'FULL_CONTROL'],
    ]);
    expect([...grants, { kind: 'encryption' } as const].map(s3Bucket.describe)).toEqual([
      'READ to AllUsers',
      'WRITE to LogDelivery',
      `FULL_CONTROL to ${OWNER}`,
      'no default encryption',
    ]);
  });
});

test('the ARN of a bucket names neither account nor region', () => {
  const place = { partition: 'aws-cn', account: '123456789012', region: 'cn-north-1' };
  expect(s3Bucket.arn('photos', place)).toBe('arn:aws-cn:s3:::photos');
});

test('a bucket that is only assumed has just the parts that are shown', () => {
  const parts = [
    ...grantParts([[ALL_USERS, 'READ']]),
    ...statementParts({ Statement: [{ Effect: 'Allow' }] }),
  ];
  expect(s3Bucket.parts(s3Bucket.assume('photos', parts))).toEqual(parts);
  expect(s3Bucket.parts(s3Bucket.assume('photos', [{ kind: 'encryption' }]))).toEqual([
    { kind: 'encryption' },
  ]);
});

test('our own closing calls wake nobody, our own writes of a whole do', () => {
  const closing = Object.entries(s3Bucket.calls).filter(([, { wakes }]) => wakes === 'closes');
  expect(closing.map(([name]) => name).sort()).toEqual([
    'DeleteBucket',
    'DeleteBucketPolicy',
    'PutBucketEncryption',
  ]);
});

test('a fix may do what it does and nothing else, on buckets of this account only', () => {
  expect(s3Bucket.fix.flatMap(({ actions }) => actions).sort()).toEqual([
    's3:DeleteBucketPolicy',
    's3:PutBucketAcl',
    's3:PutBucketPolicy',
    's3:PutEncryptionConfiguration',
  ]);
  for (const { resources, conditions } of [...s3Bucket.read, ...s3Bucket.fix])
    if (!resources.includes('*'))
      expect(conditions).toEqual({ StringEquals: { 'aws:ResourceAccount': '${AWS::AccountId}' } });
});
