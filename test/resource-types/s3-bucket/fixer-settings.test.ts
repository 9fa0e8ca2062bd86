import { describe, expect, test } from 'vitest';
import { createFixer } from '../../../lambdas/resource-types/s3-bucket/fixer.ts';
import { bucketOf, grantParts } from '../../../lambdas/resource-types/s3-bucket/model.ts';
import { ALL_USERS, AUTHENTICATED_USERS, CLOUDFRONT_LOGS, LOG_DELIVERY, OWNER } from './buckets.ts';
import { ACCOUNT, fakeS3 } from './fake-s3.ts';
import { run } from './run-fixer.ts';

const OPEN_GRANTS = grantParts([
  [ALL_USERS, 'READ'],
  [AUTHENTICATED_USERS, 'WRITE_ACP'],
]);

describe('grants', () => {
  const KEPT = [
    [OWNER, 'FULL_CONTROL'],
    [LOG_DELIVERY, 'WRITE'],
    [LOG_DELIVERY, 'READ_ACP'],
    [CLOUDFRONT_LOGS, 'FULL_CONTROL'],
    [ALL_USERS, 'READ_ACP'],
  ] as const;
  test('go one by one; owner, log delivery, named accounts and what was not asked for stay', async () => {
    const grants = [
      ...KEPT.slice(0, 3),
      [ALL_USERS, 'READ'] as const,
      ...KEPT.slice(3),
      [AUTHENTICATED_USERS, 'WRITE_ACP'] as const,
    ];
    const { fixed, after, calls } = await run({ grants }, OPEN_GRANTS);
    expect(after?.grants).toEqual(KEPT);
    expect(fixed).toEqual({ gone: OPEN_GRANTS, removed: OPEN_GRANTS, left: [] });
    expect(calls).toEqual(['GET acl', 'PUT acl', 'GET acl']);
  });
  test('that are gone already were not removed by us', async () => {
    const { fixed, calls } = await run({ grants: [[ALL_USERS, 'READ']] }, OPEN_GRANTS);
    expect(fixed).toMatchObject({ gone: OPEN_GRANTS, removed: [OPEN_GRANTS[0]], left: [] });
    expect(calls).toEqual(['GET acl', 'PUT acl', 'GET acl']);
  });
  test('of a bucket whose ACL was switched off are without effect', async () => {
    const { fixed, after } = await run(
      { grants: [[ALL_USERS, 'READ']], ownership: 'BucketOwnerEnforced' },
      OPEN_GRANTS,
    );
    expect(fixed).toEqual({ gone: OPEN_GRANTS, removed: [], left: [] });
    expect(after?.grants).toEqual([[ALL_USERS, 'READ']]);
  });
});

describe('encryption', () => {
  const MISSING = [{ kind: 'encryption' }] as const;
  test('is AES-256 where nothing is set', async () => {
    const fake = fakeS3({ photos: { region: 'us-east-1', grants: [] } });
    const fixed = await createFixer(fake.s3, { account: ACCOUNT }).fix(bucketOf('photos', MISSING), MISSING);
    expect(fixed).toEqual({ gone: MISSING, removed: MISSING, left: [] });
    expect(fake.buckets.get('photos')?.encryption).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
  });
  test.each([
    '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule>',
    '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms:dsse</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>',
    '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes></Rule>',
    '<Rule><BucketKeyEnabled>false</BucketKeyEnabled></Rule>',
    '',
  ])('is left as somebody has set it meanwhile: %s', async (encryption) => {
    const { fixed, after, calls } = await run({ encryption }, MISSING);
    expect(after?.encryption).toBe(encryption);
    expect(fixed).toEqual({ gone: MISSING, removed: [], left: [] });
    expect(calls).toEqual(['GET encryption']);
  });
  test('that is not there after the write is left', async () => {
    const fake = fakeS3({ photos: { region: 'us-east-1', grants: [] } }, ({ name }) =>
      name === 'PUT encryption' ? { status: 200 } : undefined,
    );
    const fixed = await createFixer(fake.s3, { account: ACCOUNT }).fix(bucketOf('photos', MISSING), MISSING);
    expect(fixed).toMatchObject({ gone: [], left: MISSING, error: expect.stringContaining('by hand') });
  });
});
