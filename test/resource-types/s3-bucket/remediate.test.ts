import { describe, expect, test } from 'vitest';
import { Busy } from '../../../lambdas/core/base/errors.ts';
import { DEFAULT_POLICY, type Policy } from '../../../lambdas/core/base/policy.ts';
import type { FindingState } from '../../../lambdas/core/ledger/record.ts';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { createFixer } from '../../../lambdas/resource-types/s3-bucket/fixer.ts';
import { createReader } from '../../../lambdas/resource-types/s3-bucket/reader.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/s3-bucket/templates.ts';
import { s3Bucket } from '../../../lambdas/resource-types/s3-bucket/type.ts';
import { memoryLedger } from '../../support/memory-ledger.ts';
import { ALL_USERS, OWNER } from './buckets.ts';
import { type FakeBucket, fault } from './fake-answers.ts';
import { ACCOUNT, bucket, type FakeS3, fakeS3, type Interrupt } from './fake-s3.ts';

const READ = 'world-readable-s3-buckets';
const WRITE = 'publicly-writable-s3-buckets';
const FULL = 'unrestricted-access-to-s3-bucket';
const place = { partition: 'aws', account: ACCOUNT, region: 'us-east-1' };
const NOW = Date.UTC(2026, 10, 26, 9);

const allow = (Sid: string, Principal: unknown, Action = 's3:GetObject') => ({
  Sid,
  Effect: 'Allow',
  Principal,
  Action,
  Resource: 'arn:aws:s3:::photos/*',
});
const OPEN = allow('Open', '*');
const PARTNER = allow('Partner', { AWS: '210987654321' });
const policy = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });

interface Given {
  readonly of: Partial<FakeBucket>;
  /** How long ago the event was, in milliseconds; a sweep has none. */
  readonly age?: number | 'sweep';
  readonly interrupt?: Interrupt;
  readonly settings?: Policy['templates'];
}

const start = ({ of, interrupt }: Given) => ({
  fake: fakeS3({ photos: bucket(of) }, interrupt),
  ledger: memoryLedger(),
});

/** One function that is woken, and what is known afterwards. */
const wake = async ({ fake, ledger }: ReturnType<typeof start>, { age = 5_000, settings = {} }: Given) => {
  let now = NOW;
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const time = new Date(NOW - (age === 'sweep' ? 0 : age)).toISOString();
  const actor = { arn: 'arn:aws:iam::123456789012:user/x' };
  const call = { by: 'call', id: 'e-1', name: 'PutBucketPolicy', time, actor } as const;
  const outcome = await remediate(
    {
      kind: s3Bucket,
      templates: TEMPLATES,
      policy: { ...DEFAULT_POLICY, templates: settings },
      reader: createReader(fake.s3, fake.accountS3, place),
      fixer: createFixer(fake.s3, place, clock),
      ledger,
      exceptions: { of: async () => [] },
      clock,
      place,
      version: 'test',
    },
    {
      id: 'photos',
      trigger: { closes: false, shows: [], cause: age === 'sweep' ? { by: 'sweep' } : call },
      deadline: NOW + 45_000,
    },
  );
  const record = await ledger.latest('');
  return { outcome, record, waited: now - NOW };
};

const run = async (given: Given) => {
  const world = start(given);
  return { ...(await wake(world, given)), ...world, after: world.fake.buckets.get('photos') };
};
const finding = (
  record: { readonly findings: object } | undefined,
  template: string,
): FindingState | undefined => (record?.findings as Record<string, FindingState> | undefined)?.[template];
const asked = ({ calls }: FakeS3) => calls.filter(({ name }) => name === 'GET policyStatus').length;
const written = ({ calls }: FakeS3) =>
  calls.filter(({ name }) => /^(PUT|DELETE)/.test(name)).map(({ name }) => name);

describe("S3's own verdict on a policy that lets anyone in by our reading", () => {
  const of = { policy: policy(PARTNER, OPEN) };
  test('public: the statement goes, at once', async () => {
    const { outcome, after, fake, waited } = await run({ of: { ...of, isPublic: true } });
    expect(outcome.statuses).toEqual({ [READ]: 'REMEDIATED' });
    expect(after?.policy).toBe(policy(PARTNER));
    expect([asked(fake), waited]).toEqual([1, 0]);
  });

  test('not public a moment after a change: nothing is done, and Lambda looks again', async () => {
    const given = { of: { ...of, isPublic: false } };
    const world = start(given);
    await expect(wake(world, given)).rejects.toSatisfy((error) => error instanceof Busy);
    expect(asked(world.fake)).toBe(5);
    expect(written(world.fake)).toEqual([]);
    expect(world.ledger.records.size).toBe(0);
  });

  test('not public at first, as it may lag behind: closed once it is', async () => {
    const given: Given = {
      of: { ...of, isPublic: false },
      interrupt: ({ name }, { buckets, calls }) => {
        const photos = buckets.get('photos');
        const times = calls.filter((call) => call.name === 'GET policyStatus').length;
        if (name === 'GET policyStatus' && times === 3 && photos) photos.isPublic = true;
        return undefined;
      },
    };
    const { outcome, after, waited } = await run(given);
    expect(outcome.statuses).toEqual({ [READ]: 'REMEDIATED' });
    expect(after?.policy).toBe(policy(PARTNER));
    expect(waited).toBe(2000);
  });

  test.each([
    ['minutes after the change', 3 * 60_000],
    ['to a sweep', 'sweep'],
  ] as const)('not public %s: reported with both verdicts, not changed', async (_, age) => {
    const { outcome, record, after, fake } = await run({ of: { ...of, isPublic: false }, age });
    expect(outcome.statuses).toEqual({ [READ]: 'NOTIFIED' });
    expect(finding(record, READ)?.note).toMatch(
      /By our reading it lets anyone in, but S3 itself says .* not public/,
    );
    expect(after?.policy).toBe(of.policy);
    expect(written(fake)).toEqual([]);
  });

  test.each([
    ['refused', fault(403, 'AccessDenied'), /AccessDenied/],
    ['unknown to the store', fault(501, 'NotImplemented'), /NotImplemented/],
    ['absent', { status: 200, body: '<PolicyStatus></PolicyStatus>' }, /without a verdict/],
  ] as const)('%s: FAILED, nothing is changed but the ACL', async (_, answer, why) => {
    const { outcome, record, after } = await run({
      of: {
        ...of,
        isPublic: true,
        grants: [
          [OWNER, 'FULL_CONTROL'],
          [ALL_USERS, 'WRITE'],
        ],
      },
      interrupt: ({ name }) => (name === 'GET policyStatus' ? answer : undefined),
    });
    expect(outcome.statuses).toEqual({ [READ]: 'FAILED', [WRITE]: 'REMEDIATED' });
    expect(finding(record, READ)?.error).toMatch(/s3:GetBucketPolicyStatus/);
    expect(finding(record, READ)?.error).toMatch(why);
    expect(after).toMatchObject({ policy: of.policy, grants: [[OWNER, 'FULL_CONTROL']] });
  });

  test('is not asked where the template only reports anyway, nor the cause of a wait', async () => {
    const doubtful = { ...OPEN, Condition: { StringEquals: { 'aws:SourcePlanet': 'earth' } } };
    const { outcome, fake } = await run({ of: { policy: policy(doubtful) } });
    expect(outcome.statuses).toEqual({ [READ]: 'NOTIFIED' });
    expect(asked(fake)).toBe(0);
  });
});

describe('`*` beside named principals', () => {
  const shared = allow('Shared', { AWS: ['210987654321', '*'] }, 's3:*');
  const named = allow('Shared', { AWS: ['210987654321'] }, 's3:*');
  test('goes alone, once for three templates, and the record has both statements', async () => {
    const { outcome, record, after } = await run({ of: { policy: policy(PARTNER, shared), isPublic: true } });
    expect(after?.policy).toBe(policy(PARTNER, named));
    expect(outcome.statuses).toEqual({ [READ]: 'REMEDIATED', [WRITE]: 'REMEDIATED', [FULL]: 'REMEDIATED' });
    expect(finding(record, READ)?.note).toMatch(/^Put in their place: statement 2 "Shared".*210987654321/);
    // Both statements, and the grant of the owner.
    expect(record).toMatchObject({ kept: 3, removed: [{ position: 1 }], added: [{ position: 1 }] });
  });
});

test('a principal that was deleted is named in the finding, and does not count as kept', async () => {
  const dead = allow('left-over', { AWS: 'AROADBQP57FF2AEXAMPLE' });
  const { outcome, record, after } = await run({ of: { policy: policy(OPEN, dead), isPublic: true } });
  expect(outcome.statuses).toEqual({ [READ]: 'REMEDIATED' });
  expect(after?.policy).toBeUndefined();
  expect(finding(record, READ)?.note).toContain('AROADBQP57FF2AEXAMPLE in statement 1 "left-over"');
  expect(record).toMatchObject({ kept: 1, removed: [{ position: 0 }] });
});

describe('a website', () => {
  const of: Partial<FakeBucket> = {
    website: true,
    isPublic: true,
    policy: policy(OPEN, allow('All', '*', 's3:*'), PARTNER),
    grants: [
      [OWNER, 'FULL_CONTROL'],
      [ALL_USERS, 'READ'],
      [ALL_USERS, 'WRITE'],
    ],
  };
  test('may be read; writing and full control go', async () => {
    const { outcome, after } = await run({ of });
    expect(outcome.statuses).toEqual({ [READ]: 'NOTIFIED', [WRITE]: 'REMEDIATED', [FULL]: 'REMEDIATED' });
    expect(after).toMatchObject({
      policy: policy(OPEN, PARTNER),
      grants: [
        [OWNER, 'FULL_CONTROL'],
        [ALL_USERS, 'READ'],
      ],
    });
  });
  test('is closed where the policy file says so', async () => {
    const { after } = await run({ of, settings: { [READ]: { websites: 'remediate' } } });
    expect(after).toMatchObject({ policy: policy(PARTNER), grants: [[OWNER, 'FULL_CONTROL']] });
  });
});

describe('a policy that is not read as S3 has it', () => {
  const TWICE =
    '"Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"},"StringEquals":{"aws:SourceVpc":"vpc-1"}}';
  const narrow = JSON.stringify({ ...OPEN, Sid: 'Narrow' }).replace(/}$/, `,${TWICE}}`);
  test.each([
    [
      'a key twice in another statement',
      `{"Statement":[${JSON.stringify(OPEN)},${narrow}]}`,
      { [READ]: 'NOTIFIED', [WRITE]: 'NOTIFIED' },
    ],
    [
      'a key twice in a statement that seems narrow',
      `{"Statement":[${narrow}]}`,
      { [READ]: 'NOTIFIED', [WRITE]: 'NOTIFIED' },
    ],
    [
      'a number that JSON cannot hold',
      `{"Statement":[${JSON.stringify(OPEN)}],"N":12345678901234567890}`,
      { [READ]: 'NOTIFIED' },
    ],
  ])('for %s is reported, not changed', async (_, text, statuses) => {
    const { outcome, after, fake } = await run({ of: { policy: text, isPublic: true } });
    expect(outcome.statuses).toEqual(statuses);
    expect(after?.policy).toBe(text);
    expect(written(fake)).toEqual([]);
  });
  test('is no matter while it lets nobody in', async () => {
    const text = `{"Statement":[${JSON.stringify(PARTNER)}],"N":12345678901234567890}`;
    expect((await run({ of: { policy: text } })).outcome.statuses).toEqual({});
  });
});
