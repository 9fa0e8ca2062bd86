import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CloudTrailEvent } from '../../../lambdas/core/base/event.ts';
import { s3Bucket } from '../../../lambdas/resource-types/s3-bucket/type.ts';
import { ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY } from './buckets.ts';

const event = (
  name: string,
  requestParameters: unknown,
  record: Readonly<Record<string, unknown>> = {},
): CloudTrailEvent => ({
  name,
  id: 'e-1',
  time: '2026-11-22T09:00:00Z',
  actor: { arn: 'arn:aws:iam::123456789012:user/a' },
  requestParameters,
  responseElements: null,
  record: { recipientAccountId: '123456789012', requestParameters, ...record },
});

const hintOf = (...given: Parameters<typeof event>) => s3Bucket.hint(event(...given));
const ids = (...given: Parameters<typeof event>) => {
  const hint = hintOf(...given);
  return 'refused' in hint ? hint.refused : hint.ids;
};
const shown = (name: string, requestParameters: object) => {
  const hint = hintOf(name, { bucketName: 'photos', ...requestParameters });
  return 'refused' in hint ? hint.refused : hint.shows.map(s3Bucket.describe);
};
test('a host longer than any takes no time', () => {
  expect(ids('PutBucketAcl', { Host: '.s3-'.repeat(100_000) })).toContain('names no bucket');
});

const bucketArn = (accountId: string) => ({
  resources: [{ type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::photos', accountId }],
});

describe('the bucket', () => {
  test.each([
    ['its name', { bucketName: 'photos' }, {}],
    ['its name in other letters', { BucketName: 'photos' }, {}],
    ['its name rather than its host', { bucketName: 'photos', Host: 'other.s3.amazonaws.com' }, {}],
    ['its host', { Host: 'photos.s3.us-east-1.amazonaws.com' }, {}],
    ['its host in a list', { host: ['photos.s3.amazonaws.com'] }, {}],
    ['an old host', { host: 'photos.s3-us-west-2.amazonaws.com' }, {}],
    ['a host of two address families', { host: 'photos.s3.dualstack.eu-west-1.amazonaws.com' }, {}],
    ['a host in China', { host: 'photos.s3.cn-north-1.amazonaws.com.cn' }, {}],
    ['the resource', null, bucketArn('123456789012')],
    ['the resource, an object in it', null, { resources: [{ ARN: 'arn:aws-us-gov:s3:::photos/a' }] }],
    ['any ARN', { omitted: true }, { somewhere: { deep: ['see arn:aws-cn:s3:::photos here'] } }],
    ['parameters as a text', '{"bucketName":"photos"}', {}],
  ] as const)('is known by %s', (_, requestParameters, record) => {
    expect(ids('PutBucketPolicy', requestParameters, record)).toEqual(['photos']);
  });
  test('may have a name of old', () => {
    expect(ids('PutBucketAcl', { bucketName: 'My_Old.Bucket' })).toEqual(['My_Old.Bucket']);
  });
  test.each([
    null,
    {},
    'x',
    { bucketName: {} },
    { bucketName: '../etc' },
    { bucketName: 'a'.repeat(300) },
    { host: 's3.amazonaws.com' },
    { host: 'example.com' },
    JSON.parse('{"__proto__":{"bucketName":"photos"}}') as object,
  ])('that is not named in %j is refused, with a word on what to do', (requestParameters) => {
    expect(ids('PutBucketAcl', requestParameters)).toMatch(/^PutBucketAcl names no bucket\. .*e-1.*sweep/);
  });
  test("of another account is its owner's to judge", () => {
    expect(ids('PutBucketAcl', { bucketName: 'photos' }, bucketArn('210987654321'))).toEqual([]);
    expect(ids('PutBucketAcl', { bucketName: 'photos' }, bucketArn('123456789012'))).toEqual(['photos']);
  });
});

describe('the account', () => {
  test.each(['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'])(
    'is looked up after %s',
    (name) => {
      expect(hintOf(name, { bucketName: 'not-this-one' })).toMatchObject({
        ids: [],
        lookUps: [{ by: 'account', value: '123456789012' }],
      });
    },
  );
  test('is known by the host where the record does not name it', () => {
    const host = ['123456789012.s3-control.us-east-1.amazonaws.com'];
    expect(
      hintOf('DeleteAccountPublicAccessBlock', { host }, { recipientAccountId: undefined }),
    ).toMatchObject({
      lookUps: [{ by: 'account', value: '123456789012' }],
    });
  });
  test('that stands nowhere is refused', () => {
    expect(ids('DeleteAccountPublicAccessBlock', {}, { recipientAccountId: undefined })).toMatch(
      /names no account/,
    );
  });
});

describe('tags', () => {
  test.each(['TagResource', 'UntagResource'])('%s is about a bucket by its ARN', (name) => {
    expect(ids(name, { resourceArn: 'arn:aws:s3:::photos' })).toEqual(['photos']);
  });
  test.each([
    'arn:aws:s3:us-east-1:123456789012:accesspoint/a',
    'arn:aws:s3:us-east-1:123456789012:storage-lens/d',
    '',
  ])('of %j are none of our business', (resourceArn) => {
    expect(ids('TagResource', { resourceArn })).toEqual([]);
  });
});

describe('what an event shows', () => {
  test.each([
    ['public-read', ['READ to AllUsers']],
    ['public-read-write', ['READ to AllUsers', 'WRITE to AllUsers']],
    ['authenticated-read', ['READ to AuthenticatedUsers']],
    ['private', []],
    ['log-delivery-write', []],
    ['toString', []],
  ])('the canned ACL %s', (acl, expected) => {
    for (const name of ['PutBucketAcl', 'CreateBucket']) {
      expect(shown(name, { 'x-amz-acl': acl })).toEqual(expected);
      expect(shown(name, { 'x-amz-acl': [acl] })).toEqual(expected);
    }
  });
  test.each([
    ['beside the name', (headers: object) => headers],
    ['in a list of their own', (headers: object) => ({ accessControlList: headers })],
  ])('grants by header, %s', (_, wrap) => {
    const headers = {
      'x-amz-grant-read': `uri="${ALL_USERS}", id="abc", uri="${LOG_DELIVERY}"`,
      'x-amz-grant-full-control': `uri=${AUTHENTICATED_USERS}`,
      'x-amz-grant-paint': `uri=${ALL_USERS}`,
    };
    expect(shown('PutBucketAcl', wrap(headers))).toEqual([
      'READ to AllUsers',
      'FULL_CONTROL to AuthenticatedUsers',
    ]);
  });
  test.each([
    ['one', (grant: object) => grant],
    ['several', (grant: object) => [grant, { Grantee: { ID: 'abc' }, Permission: 'READ' }]],
  ])('%s grant in the body', (_, wrap) => {
    const Grant = wrap({ Grantee: { URI: ALL_USERS, 'xsi:type': 'Group' }, Permission: 'WRITE' });
    expect(shown('PutBucketAcl', { AccessControlPolicy: { AccessControlList: { Grant } } })).toEqual([
      'WRITE to AllUsers',
    ]);
  });
  test('is found again in what is read, and in the ledger', () => {
    const statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Condition: { Bool: { 'aws:SecureTransport': true } },
    };
    const hint = hintOf('PutBucketPolicy', { bucketName: 'photos', bucketPolicy: { Statement: statement } });
    const [part] = 'refused' in hint ? [] : hint.shows;
    if (!part) return expect.unreachable();
    const read = {
      ...statement,
      Action: ['s3:GetObject'],
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    };
    const stored = { kind: 'statement', statement: JSON.stringify(read), position: 3 } as const;
    expect(s3Bucket.sees(s3Bucket.assume('photos', [stored]), part)).toBe(true);
    expect(s3Bucket.sees(s3Bucket.assume('photos', []), part)).toBe(false);
    expect(s3Bucket.same(part, stored)).toBe(true);
  });
});

test('no event at all upsets it', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.keys(s3Bucket.calls), '__proto__'),
      fc.oneof(
        fc.jsonValue(),
        fc.record({
          bucketName: fc.jsonValue(),
          host: fc.jsonValue(),
          bucketPolicy: fc.jsonValue(),
          AccessControlPolicy: fc.jsonValue(),
        }),
      ),
      fc.dictionary(fc.constantFrom('resources', 'recipientAccountId', 'userIdentity'), fc.jsonValue()),
      (name, requestParameters, record) => {
        const hint = hintOf(name, requestParameters, record);
        if (!('refused' in hint))
          for (const id of hint.ids) expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/);
      },
    ),
    { numRuns: 1000 },
  );
}, 60_000);
