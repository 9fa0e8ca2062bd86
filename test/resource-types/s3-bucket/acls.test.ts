import { describe, expect, test } from 'vitest';
import { maskOf } from '../../../lambdas/resource-types/s3-bucket/exposure.ts';
import {
  ALL_USERS,
  AUTHENTICATED_USERS,
  bucketWith,
  CLOUDFRONT_LOGS,
  LOG_DELIVERY,
  OWNER,
  violated,
} from './buckets.ts';
import { PAGES } from './pages.ts';

const READ = 'world-readable-s3-buckets';
const WRITE = 'publicly-writable-s3-buckets';
const FULL = 'unrestricted-access-to-s3-bucket';
const PUBLIC_READ = {
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }],
};

describe(`grants: ${PAGES.acl}`, () => {
  test.each([
    ['READ', [READ]],
    ['READ_ACP', [READ]],
    ['WRITE', [WRITE]],
    ['WRITE_ACP', [WRITE]],
    ['FULL_CONTROL', [READ, WRITE, FULL]],
  ])('%s to everybody, with or without an account, violates %j', (permission, expected) => {
    for (const group of [ALL_USERS, AUTHENTICATED_USERS])
      expect(violated(bucketWith(undefined, [[group, permission]])).removes).toEqual(expected);
  });
  test.each([
    ['the owner', OWNER],
    ['log delivery', LOG_DELIVERY],
    ["CloudFront's log account", CLOUDFRONT_LOGS],
    ['a group that only looks like it', `${ALL_USERS}X`],
    ['a mail address', 'a@example.com'],
    ['nobody', ''],
  ])('to %s violates nothing', (_, grantee) => {
    expect(violated(bucketWith(undefined, [[grantee, 'FULL_CONTROL']]))).toEqual({
      removes: [],
      reports: [],
    });
  });
  test('with a permission that nobody knows is reported', () => {
    expect(violated(bucketWith(undefined, [[ALL_USERS, 'PAINT']]))).toEqual({
      removes: [],
      reports: [READ, WRITE],
    });
  });
});

describe('masks', () => {
  const open = { ignorePublicAcls: false, restrictPublicBuckets: false };
  const grants = [[ALL_USERS, 'READ']] as const;
  const judged = (blocks: (typeof open)[], ownership?: string) => {
    const { grants: left, statements } = bucketWith(PUBLIC_READ, grants);
    const masked = maskOf(blocks, ownership);
    return {
      acl: violated(bucketWith(undefined, grants, { grants: left, masked })).removes.length > 0,
      policy: violated(bucketWith(PUBLIC_READ, [], { statements, masked })).removes.length > 0,
    };
  };
  test.each([
    ['nothing', [open, open], undefined, { acl: true, policy: true }, PAGES.block],
    [
      'the bucket ignores ACLs',
      [{ ...open, ignorePublicAcls: true }, open],
      undefined,
      { acl: false, policy: true },
      PAGES.block,
    ],
    [
      'the account ignores ACLs',
      [open, { ...open, ignorePublicAcls: true }],
      undefined,
      { acl: false, policy: true },
      PAGES.block,
    ],
    [
      'the bucket restricts public policies',
      [{ ...open, restrictPublicBuckets: true }, open],
      undefined,
      { acl: true, policy: false },
      PAGES.block,
    ],
    [
      'the account restricts public policies',
      [open, { ...open, restrictPublicBuckets: true }],
      undefined,
      { acl: true, policy: false },
      PAGES.block,
    ],
    [
      'the owner owns everything',
      [open, open],
      'BucketOwnerEnforced',
      { acl: false, policy: true },
      PAGES.ownership,
    ],
    [
      'the owner is preferred',
      [open, open],
      'BucketOwnerPreferred',
      { acl: true, policy: true },
      PAGES.ownership,
    ],
    ['the writer owns', [open, open], 'ObjectWriter', { acl: true, policy: true }, PAGES.ownership],
  ] as const)('%s', (_, blocks, ownership, expected, page) => {
    expect(judged([...blocks], ownership), page).toEqual(expected);
  });
});

describe('a website', () => {
  const bucket = bucketWith(PUBLIC_READ, [[ALL_USERS, 'WRITE']], { website: true });
  test('may be read, which is reported; whoever writes to it is shut out', () => {
    expect(violated(bucket)).toEqual({ removes: [WRITE], reports: [READ] });
    expect(violated(bucket, 'notify')).toEqual({ removes: [WRITE], reports: [READ] });
  });
  test('that anyone may do everything with loses all of it', () => {
    const everything = bucketWith({ Statement: [{ ...PUBLIC_READ.Statement[0], Action: 's3:*' }] }, [], {
      website: true,
    });
    expect(violated(everything)).toEqual({ removes: [WRITE, FULL], reports: [READ] });
  });
  test('is closed where the policy file says so', () => {
    expect(violated(bucket, 'remediate')).toEqual({ removes: [READ, WRITE], reports: [] });
  });
  test('is encrypted all the same', () => {
    const plain = bucketWith(undefined, [], { website: true, encrypted: false });
    expect(violated(plain).removes).toEqual(['unencrypted-s3-buckets']);
  });
});
