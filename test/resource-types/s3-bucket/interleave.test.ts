import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../../lambdas/core/base/policy.ts';
import type { Ledger } from '../../../lambdas/core/ledger/ports.ts';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { createFixer } from '../../../lambdas/resource-types/s3-bucket/fixer.ts';
import { createReader } from '../../../lambdas/resource-types/s3-bucket/reader.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/s3-bucket/templates.ts';
import { s3Bucket } from '../../../lambdas/resource-types/s3-bucket/type.ts';
import { memoryLedger } from '../../support/memory-ledger.ts';
import { runs } from '../../support/runs.ts';
import { ALL_USERS, LOG_DELIVERY, OWNER } from './buckets.ts';
import { ACCOUNT, bucket, type FakeS3, fakeS3 } from './fake-s3.ts';

const allow = (Sid: string, Principal: unknown, Action = 's3:GetObject') => ({
  Sid,
  Effect: 'Allow',
  Principal,
  Action,
  Resource: 'arn:aws:s3:::photos/*',
});
const OPEN = allow('Open', '*');
const WRITABLE = allow('Writable', { AWS: '*' }, 's3:PutObject');
const PARTNER = allow('Partner', { AWS: '210987654321' });
const COLLEAGUE = allow('Colleague', { AWS: '111122223333' });
const policy = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });

const place = { partition: 'aws', account: ACCOUNT, region: 'us-east-1' };

/** One function that was woken by an event on the bucket. */
const wake = (fake: FakeS3, ledger: Ledger, scheduler: fc.Scheduler) => {
  // Waiting takes no time here but lets the others go on, in any order.
  let now = 0;
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
      await scheduler.schedule(Promise.resolve(), 'sleep');
    },
  };
  return remediate(
    {
      kind: s3Bucket,
      templates: TEMPLATES,
      policy: DEFAULT_POLICY,
      reader: createReader(fake.s3, fake.accountS3, place),
      fixer: createFixer(fake.s3, place, clock),
      ledger,
      exceptions: { of: async () => [] },
      clock,
      place,
      version: 'test',
    },
    { id: 'photos', trigger: { closes: false, shows: [], cause: { by: 'sweep' } }, deadline: 1e9 },
  );
};

const open = () =>
  bucket({
    policy: policy(PARTNER, OPEN, WRITABLE),
    isPublic: true,
    grants: [
      [OWNER, 'FULL_CONTROL'],
      [LOG_DELIVERY, 'WRITE'],
      [ALL_USERS, 'READ'],
    ],
  });

test('two functions at once close a bucket once, and leave everything else as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const fake = fakeS3({ photos: open() }, async ({ name }) => {
        await scheduler.schedule(Promise.resolve(), name);
        return undefined;
      });
      const ledger = memoryLedger();
      const both = Promise.all([wake(fake, ledger, scheduler), wake(fake, ledger, scheduler)]);
      await scheduler.waitFor(both);
      expect(fake.buckets.get('photos')).toMatchObject({
        policy: policy(PARTNER),
        grants: [
          [OWNER, 'FULL_CONTROL'],
          [LOG_DELIVERY, 'WRITE'],
        ],
      });
      const removed = [...ledger.records.values()].flatMap((record) => record.removed);
      expect(removed).toHaveLength(3);
      expect(fake.calls.filter(({ name }) => /^PUT|^DELETE/.test(name))).toHaveLength(2);
    }),
    { numRuns: runs(12, 40) },
  );
}, 120_000);

test("a person's edit at any moment survives, unless it falls between the last read and the write", async () => {
  let survived = 0;
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      /** Reads and writes of the policy, in the order in which they took effect. */
      const order: string[] = [];
      const fake = fakeS3({ photos: open() }, async ({ name }) => {
        await scheduler.schedule(Promise.resolve(), name);
        if (name.endsWith(' policy')) order.push(name);
        return undefined;
      });
      const edit = async () => {
        await scheduler.schedule(Promise.resolve(), 'edit');
        const photos = fake.buckets.get('photos');
        const { Statement } = JSON.parse(photos?.policy ?? policy()) as { Statement: unknown[] };
        if (photos) photos.policy = policy(...Statement, COLLEAGUE);
        order.push('edit');
      };
      const ledger = memoryLedger();
      await scheduler.waitFor(
        Promise.all([wake(fake, ledger, scheduler), wake(fake, ledger, scheduler), edit()]),
      );
      const at = order.indexOf('edit');
      const next = order.slice(at + 1).find((name) => name !== 'edit');
      const left = fake.buckets.get('photos')?.policy;
      if (next === 'PUT policy') return;
      survived += 1;
      expect(left).toBe(policy(PARTNER, COLLEAGUE));
    }),
    { numRuns: runs(60, 300) },
  );
  expect(survived).toBeGreaterThan(20);
}, 120_000);
