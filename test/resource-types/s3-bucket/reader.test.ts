import { describe, expect, test } from 'vitest';
import { classify } from '../../../lambdas/core/base/errors.ts';
import { createReader } from '../../../lambdas/resource-types/s3-bucket/reader.ts';
import { ALL_USERS, OWNER } from './buckets.ts';
import { type FakeBucket, fault } from './fake-answers.ts';
import { ACCOUNT, bucket, type FakeS3, fakeS3, type Interrupt } from './fake-s3.ts';

const PUBLIC = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' }],
});
const UNMASKED = ['GET acl', 'GET encryption', 'GET policy'];
const MASKS = ['GET account', 'GET ownershipControls', 'GET publicAccessBlock', 'GET website'];

const readerOf = ({ s3, accountS3 }: FakeS3) => createReader(s3, accountS3, { account: ACCOUNT });
const names = ({ calls }: FakeS3) => calls.map(({ name }) => name).sort();
const read = async (of: Partial<FakeBucket>, account?: readonly string[], interrupt?: Interrupt) => {
  const fake = fakeS3({ photos: bucket(of) }, interrupt);
  if (account) fake.account.block = account;
  return { fake, bucket: await readerOf(fake).read('photos') };
};
const denied =
  (name: string): Interrupt =>
  (call) =>
    call.name === name ? fault(403, 'AccessDenied') : undefined;

describe('calls', () => {
  test('a bucket that lets nobody in costs three', async () => {
    const { fake, bucket: model } = await read({});
    expect(names(fake)).toEqual(UNMASKED);
    expect(model).toEqual({
      name: 'photos',
      grants: [{ kind: 'grant', grantee: OWNER, permission: 'FULL_CONTROL' }],
      statements: [],
      encrypted: true,
      website: false,
      masked: { acl: false, policy: false },
    });
  });
  test.each([
    ['ACL', { grants: [[ALL_USERS, 'READ']] }],
    ['masked policy', { policy: PUBLIC, block: ['RestrictPublicBuckets'] }],
    [
      'doubtful policy',
      { policy: PUBLIC.replace('}]}', ',"Condition":{"StringEquals":{"aws:SourcePlanet":"earth"}}}]}') },
    ],
  ] as const)('a bucket whose %s may let anyone in costs seven', async (_, of) => {
    const { fake } = await read(of as Partial<FakeBucket>);
    expect(names(fake)).toEqual([...MASKS, ...UNMASKED].sort());
  });
  test("one whose policy lets anyone in costs one more, for S3's own verdict", async () => {
    const { fake } = await read({ policy: PUBLIC, isPublic: true });
    expect(names(fake)).toEqual([...MASKS, ...UNMASKED, 'GET policyStatus'].sort());
  });
  test('all name the account that the bucket must belong to', async () => {
    const { fake } = await read({ policy: PUBLIC });
    const owners = fake.calls
      .filter(({ name }) => name !== 'GET account')
      .map(({ headers }) => headers['x-amz-expected-bucket-owner']);
    expect(new Set(owners)).toEqual(new Set([ACCOUNT]));
  });
});

describe('the model', () => {
  test.each([
    ['nothing', {}, undefined, { acl: false, policy: false }, false],
    ['the bucket', { block: ['RestrictPublicBuckets'] }, undefined, { acl: false, policy: true }, false],
    ['the account', {}, ['IgnorePublicAcls', 'RestrictPublicBuckets'], { acl: true, policy: true }, false],
    [
      'new ones only',
      { block: ['BlockPublicAcls', 'BlockPublicPolicy'] },
      undefined,
      { acl: false, policy: false },
      false,
    ],
    ['the owner', { ownership: 'BucketOwnerEnforced' }, undefined, { acl: true, policy: false }, false],
    ['nobody, being a website', { website: true }, undefined, { acl: false, policy: false }, true],
  ] as const)('masked by %s', async (_, of, account, masked, website) => {
    const { bucket: model } = await read({ policy: PUBLIC, ...of } as Partial<FakeBucket>, account);
    expect(model).toMatchObject({ masked, website });
    expect(model?.statements).toHaveLength(1);
  });
  test('without default encryption', async () => {
    const fake = fakeS3({ photos: { region: 'us-east-1', grants: [] } });
    expect(await readerOf(fake).read('photos')).toMatchObject({ encrypted: false });
  });
});

describe("S3's own verdict", () => {
  test.each([
    [true, 'public'],
    [false, 'not public'],
    [undefined, { unreadable: 'S3 answers without a verdict.' }],
  ] as const)('%s', async (isPublic, status) => {
    const of = isPublic === undefined ? {} : { isPublic };
    expect((await read({ policy: PUBLIC, ...of })).bucket).toMatchObject({ status });
  });
  test.each([
    ['AccessDenied', 403],
    ['NoSuchBucketPolicy', 404],
    ['NotImplemented', 501],
    ['MethodNotAllowed', 405],
  ] as const)('refused with %s is missing', async (code, status) => {
    const refusing: Interrupt = ({ name }) => (name === 'GET policyStatus' ? fault(status, code) : undefined);
    const { bucket: model } = await read({ policy: PUBLIC, isPublic: true }, undefined, refusing);
    expect(model?.status).toEqual({ unreadable: expect.stringContaining(code) });
  });
  test('throttled is tried again', async () => {
    const busy: Interrupt = ({ name }) => (name === 'GET policyStatus' ? fault(503, 'SlowDown') : undefined);
    await expect(read({ policy: PUBLIC }, undefined, busy)).rejects.toSatisfy(
      (error) => classify(error) === 'transient',
    );
  });
});

describe('what cannot be read', () => {
  test('is gone when the bucket is', async () => {
    expect(await readerOf(fakeS3()).read('photos')).toBeUndefined();
  });
  test.each([...UNMASKED, ...MASKS])('%s denied is never judged without', async (name) => {
    const reading = read({ policy: PUBLIC }, undefined, denied(name));
    await expect(reading).rejects.toSatisfy((error) => classify(error) === 'permanent');
  });
  test('the settings of the account, when those of the bucket mask everything', async () => {
    const block = ['IgnorePublicAcls', 'RestrictPublicBuckets'];
    const { bucket: model } = await read({ policy: PUBLIC, block }, undefined, denied('GET account'));
    expect(model?.masked).toEqual({ acl: true, policy: true });
  });
  test('the settings of the account say what to allow', async () => {
    await expect(read({ policy: PUBLIC }, undefined, denied('GET account'))).rejects.toThrow(
      /s3:GetAccountPublicAccessBlock/,
    );
  });
  test.each(UNMASKED)('%s throttled is tried again', async (name) => {
    const busy: Interrupt = (call) => (call.name === name ? fault(503, 'SlowDown') : undefined);
    await expect(read({}, undefined, busy)).rejects.toSatisfy((error) => classify(error) === 'transient');
  });
  test('a policy that is no JSON', async () => {
    await expect(read({ policy: '{' })).rejects.toThrow(/no JSON/);
  });
  test.each(['', 'a', 'arn:aws:s3:::b', '../x', 'a/b', 'x--use1-az4--x-s3', 'abc-s3alias', 'a'.repeat(256)])(
    'the name %j, which is no bucket',
    async (name) => {
      const fake = fakeS3();
      await expect(readerOf(fake).read(name)).rejects.toThrow(/no bucket's name/);
      expect(fake.calls).toEqual([]);
    },
  );
});

describe('a bucket in another region', () => {
  test('is read there, whatever else is asked at the same time', async () => {
    const fake = fakeS3({
      far: bucket({ region: 'eu-west-1', policy: PUBLIC }),
      near: bucket(),
      farther: bucket({ region: 'ap-south-1' }),
    });
    const reader = readerOf(fake);
    const models = await Promise.all(['far', 'near', 'farther', 'far'].map((name) => reader.read(name)));
    expect(models.map((model) => model?.name)).toEqual(['far', 'near', 'farther', 'far']);
    fake.calls.length = 0;
    await reader.read('far');
    expect(new Set(fake.calls.filter(({ bucket: name }) => name === 'far').map(({ host }) => host))).toEqual(
      new Set(['far.s3.eu-west-1.amazonaws.com']),
    );
    expect(fake.calls).toHaveLength(8);
  });
});

describe('tags', () => {
  const tagsOf = (of: Partial<FakeBucket>) =>
    readerOf(fakeS3({ photos: bucket(of) })).tags?.('photos', {} as never);
  test('are those of the bucket', async () => {
    expect(await tagsOf({ tags: { 'CASB-Audit': 'No', team: 'a&b' } })).toEqual([
      { owner: 'photos', tags: { 'CASB-Audit': 'No', team: 'a&b' } },
    ]);
  });
  test('are none where none are set', async () => {
    expect(await tagsOf({})).toEqual([{ owner: 'photos', tags: {} }]);
  });
});

test('an account has too many buckets to name them', async () => {
  expect(await readerOf(fakeS3()).resolve({ by: 'account', value: ACCOUNT })).toEqual([]);
});
