import { describe, expect, test } from 'vitest';
import { classify } from '../../../lambdas/core/base/errors.ts';
import { statementParts } from '../../../lambdas/core/judge/statement-parts.ts';
import { createFixer } from '../../../lambdas/resource-types/s3-bucket/fixer.ts';
import { type BucketPart, bucketOf, grantParts } from '../../../lambdas/resource-types/s3-bucket/model.ts';
import { ALL_USERS, AUTHENTICATED_USERS } from './buckets.ts';
import { fault } from './fake-answers.ts';
import { ACCOUNT, bucket, fakeS3, type Interrupt } from './fake-s3.ts';
import { run } from './run-fixer.ts';

const OPEN = {
  Sid: 'Open',
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::photos/*',
};
const WRITABLE = { ...OPEN, Sid: 'Writable', Action: ['s3:PutObject'] };
const PARTNER = { ...OPEN, Sid: 'Partner', Principal: { AWS: '210987654321' } };
const ORGANIZATION = { ...OPEN, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } };
const policy = (...Statement: unknown[]) => ({ Version: '2012-10-17', Id: 'P', Statement, Extra: ['kept'] });
const statements = (...of: unknown[]): readonly BucketPart[] => statementParts({ Statement: of });
const OPEN_GRANTS = grantParts([
  [ALL_USERS, 'READ'],
  [AUTHENTICATED_USERS, 'WRITE_ACP'],
]);

const text = (document: unknown) => JSON.stringify(document);
/** Answers one call by its name, the first time or always. */
const answering =
  (name: string, code: string, status = 403): Interrupt =>
  (call) =>
    call.name === name ? fault(status, code) : undefined;

describe('statements', () => {
  test('go by what they say, the rest stays to the letter', async () => {
    const before = policy(PARTNER, OPEN, ORGANIZATION, WRITABLE);
    const parts = statements(OPEN, WRITABLE);
    const { fixed, calls, after } = await run({ policy: text(before) }, parts);
    expect(after?.policy).toBe(text(policy(PARTNER, ORGANIZATION)));
    expect(fixed).toEqual({ gone: parts, removed: parts, left: [] });
    expect(calls).toEqual(['GET policy', 'PUT policy', 'GET policy']);
  });
  test('that were edited since they were judged are left alone', async () => {
    const narrowed = { ...OPEN, Principal: { AWS: '210987654321' } };
    const { fixed, after, calls } = await run({ policy: text(policy(narrowed)) }, statements(OPEN));
    expect(after?.policy).toBe(text(policy(narrowed)));
    expect(fixed).toMatchObject({ removed: [], left: [] });
    expect(calls).toEqual(['GET policy']);
  });
  test('that somebody has moved, or spelt in another order, are found', async () => {
    const { Sid, ...rest } = OPEN;
    const { after } = await run({ policy: text(policy(PARTNER, { ...rest, Sid })) }, statements(OPEN));
    expect(after?.policy).toBe(text(policy(PARTNER)));
  });
  test('that were added since survive', async () => {
    const { after } = await run({ policy: text(policy(OPEN, WRITABLE, PARTNER)) }, statements(OPEN));
    expect(after?.policy).toBe(text(policy(WRITABLE, PARTNER)));
  });
  test('take the policy with them when nothing else is left', async () => {
    for (const Statement of [[OPEN], OPEN]) {
      const { after, calls } = await run(
        { policy: text({ Version: '2012-10-17', Statement }) },
        statements(OPEN),
      );
      expect(after?.policy).toBeUndefined();
      expect(calls).toContain('DELETE policy');
      expect(calls).not.toContain('PUT policy');
    }
  });
  test('of a policy that is gone already', async () => {
    const parts = statements(OPEN);
    expect((await run({}, parts)).fixed).toEqual({ gone: parts, removed: [], left: [] });
  });
  test('that S3 shows for a moment after the write are no reason to write again', async () => {
    let stale = 0;
    const lagging: Interrupt = ({ name }) =>
      name === 'GET policy' && ++stale === 2 ? { status: 200, body: text(policy(OPEN, PARTNER)) } : undefined;
    const { fixed, calls, pauses } = await run(
      { policy: text(policy(OPEN, PARTNER)) },
      statements(OPEN),
      lagging,
    );
    expect(fixed).toMatchObject({ removed: fixed.gone, left: [] });
    expect(calls.filter((name) => name === 'PUT policy')).toHaveLength(1);
    expect(pauses).toEqual([250]);
  });
  test('that somebody puts back at once are taken away again, and in the end reported', async () => {
    const stubborn: Interrupt = ({ name }, { buckets }) => {
      const photos = buckets.get('photos');
      if (name === 'GET policy' && photos) photos.policy = text(policy(OPEN));
      return undefined;
    };
    const parts = statements(OPEN);
    const { fixed, pauses } = await run({}, parts, stubborn);
    expect(fixed).toMatchObject({ gone: [], removed: [], left: parts });
    expect(fixed.error).toMatch(/puts it back/);
    expect(pauses).toEqual([250, 1000]);
  });
});

describe('what S3 refuses', () => {
  test.each([
    ['MalformedPolicy', 400, /does not take the rest of the policy back/],
    ['AccessDenied', 403, /Allow s3:PutBucketPolicy .* Block Public Access/],
    ['MethodNotAllowed', 405, /by hand/],
  ])('%s is left, and says what to do', async (code, status, message) => {
    const parts = statements(OPEN);
    const { fixed } = await run(
      { policy: text(policy(OPEN, PARTNER)) },
      parts,
      answering('PUT policy', code, status),
    );
    expect(fixed).toMatchObject({ gone: [], removed: [], left: parts });
    expect(fixed.error).toMatch(message);
    expect(fixed.error).toContain('photos');
    expect(fixed.error).toContain(code);
  });
  test('of the policy does not keep the ACL from being closed', async () => {
    const parts = [...statements(OPEN), ...OPEN_GRANTS];
    const of = {
      policy: text(policy(OPEN)),
      grants: OPEN_GRANTS.map((part) => [part.grantee, part.permission] as const),
    };
    const { fixed, after } = await run(
      { ...of, grants: [...of.grants] },
      parts,
      answering('DELETE policy', 'AccessDenied'),
    );
    expect(after?.grants).toEqual([]);
    expect(fixed.gone).toEqual(OPEN_GRANTS);
    expect(fixed.left).toEqual(statements(OPEN));
  });
  test('for a moment is thrown once everything else is done', async () => {
    const parts = [...statements(OPEN), ...OPEN_GRANTS];
    const fake = fakeS3(
      { photos: bucket({ policy: text(policy(OPEN)), grants: [[ALL_USERS, 'READ']] }) },
      answering('DELETE policy', 'SlowDown', 503),
    );
    const fixing = createFixer(fake.s3, { account: ACCOUNT }).fix(bucketOf('photos', parts), parts);
    await expect(fixing).rejects.toSatisfy((error) => classify(error) === 'transient');
    expect(fake.buckets.get('photos')?.grants).toEqual([]);
  });
  test('because the bucket is gone is fine', async () => {
    const fake = fakeS3();
    const parts = [...statements(OPEN), ...OPEN_GRANTS, { kind: 'encryption' } as const];
    const fixed = await createFixer(fake.s3, { account: ACCOUNT }).fix(bucketOf('photos', parts), parts);
    expect(fixed).toEqual({ gone: parts, removed: [], left: [] });
  });
});

test.each([
  ['a key twice', `{"Statement":[${text(OPEN)},{"Sid":"a","Sid":"b"}]}`, /a key that stands twice/],
  ['a number that JSON cannot hold', `{"Statement":[${text(OPEN)}],"N":12345678901234567890}`, /a number/],
])('a policy that has got %s since is left alone', async (_, document, why) => {
  const parts = statements(OPEN);
  const { fixed, after } = await run({ policy: document }, parts);
  expect(after?.policy).toBe(document);
  expect(fixed).toMatchObject({ gone: [], left: parts, error: expect.stringMatching(why) });
});

test('everything that is written names the account that the bucket must belong to, and a checksum', async () => {
  const parts = [...statements(OPEN), ...OPEN_GRANTS];
  const fake = fakeS3({
    photos: bucket({ policy: text(policy(OPEN, PARTNER)), grants: [[ALL_USERS, 'READ']] }),
  });
  await createFixer(fake.s3, { account: ACCOUNT }).fix(bucketOf('photos', parts), parts);
  const writes = fake.calls.filter(({ name }) => name.startsWith('PUT'));
  expect(writes.map(({ name }) => name)).toEqual(['PUT policy', 'PUT acl']);
  for (const { headers } of writes) {
    expect(headers['x-amz-expected-bucket-owner']).toBe(ACCOUNT);
    expect(headers['x-amz-checksum-crc32']).toBeDefined();
  }
});
