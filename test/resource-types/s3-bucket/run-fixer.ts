import { createFixer } from '../../../lambdas/resource-types/s3-bucket/fixer.ts';
import { type BucketPart, bucketOf } from '../../../lambdas/resource-types/s3-bucket/model.ts';
import type { FakeBucket } from './fake-answers.ts';
import { ACCOUNT, bucket, fakeS3, type Interrupt } from './fake-s3.ts';

/** Has the fixer remove parts of a bucket `photos`; tells what it answers, does and leaves. */
export const run = async (
  of: Partial<FakeBucket>,
  parts: readonly BucketPart[],
  interrupt?: Interrupt,
  rest?: readonly BucketPart[],
) => {
  const fake = fakeS3({ photos: bucket(of) }, interrupt);
  const pauses: number[] = [];
  const clock = { sleep: async (pause: number) => void pauses.push(pause) };
  const fixer = createFixer(fake.s3, { account: ACCOUNT }, clock);
  const fixed = await fixer.fix(bucketOf('photos', parts), parts, rest);
  const calls = fake.calls.map(({ name }) => name);
  return { fixed, pauses, calls, after: fake.buckets.get('photos') };
};
