import { Macie2Client } from '@aws-sdk/client-macie2';
import { describe, expect, test } from 'vitest';
import { startJob } from '../../lambdas/s3-scan/job.ts';
import { stubHttp, type WireAnswer } from '../support/stub-http.ts';
import { JOB, jobTaken, macieSays } from './aws.ts';
import { closedBucket } from './records.ts';

const start = async (answer: WireAnswer, closed = closedBucket(), percentage = 100) => {
  const { config, calls } = stubHttp(() => answer);
  const job = await startJob(new Macie2Client(config), closed, percentage);
  return { job, calls };
};

describe('a job', () => {
  // https://docs.aws.amazon.com/macie/latest/APIReference/jobs.html#jobs-prop-createclassificationjobrequest
  test('is asked for as the API reference has it', async () => {
    const { job, calls } = await start(jobTaken, closedBucket(), 25);
    expect(calls.map(({ action }) => action)).toEqual(['POST /jobs']);
    expect(calls[0]?.json).toEqual({
      clientToken: expect.stringMatching(/^[0-9a-f]{36}$/),
      jobType: 'ONE_TIME',
      name: 'Drawbridge quarterly-figures/7',
      description: 'What was exposed? Drawbridge has closed the bucket quarterly-figures.',
      samplingPercentage: 25,
      s3JobDefinition: {
        bucketDefinitions: [{ accountId: '123456789012', buckets: ['quarterly-figures'] }],
      },
      tags: { 'drawbridge:remediation': 'quarterly-figures/7' },
    });
    expect(job).toEqual({ job: JOB });
  });

  test('keeps to the lengths of the API with the longest name that a bucket may have', async () => {
    const { calls } = await start(jobTaken, closedBucket({ id: 'b'.repeat(63), n: 1_000_000 }));
    const { name, description, tags } = (calls[0]?.json ?? {}) as {
      name: string;
      description: string;
      tags: Record<string, string>;
    };
    expect(name.length).toBeLessThanOrEqual(500);
    expect(description.length).toBeLessThanOrEqual(200);
    for (const [tag, value] of Object.entries(tags)) {
      expect(tag).toMatch(/^[\w.:/=+\-@ ]{1,128}$/);
      expect(value).toMatch(/^[\w.:/=+\-@ ]{0,256}$/);
    }
  });

  test('has one token for each remediation', async () => {
    const token = async (more: object) =>
      (await start(jobTaken, closedBucket(more))).calls[0]?.json['clientToken'];
    expect(await token({})).toBe(await token({}));
    const others = [{ n: 8 }, { id: 'other' }, { region: 'eu-west-1' }, { account: '999999999999' }];
    const again = { closedAt: '2027-12-24T09:00:00Z' };
    const tokens = await Promise.all([{}, ...others, again].map(token));
    expect(new Set(tokens).size).toBe(6);
  });
});

describe('Macie that takes no job', () => {
  test.each([
    ['is off', macieSays('AccessDeniedException', 'Macie is not enabled')],
    [
      'is not subscribed to',
      macieSays('SubscriptionRequiredException', 'The AWS Access Key Id needs a subscription'),
    ],
  ])('%s', async (_, answer) => {
    expect((await start(answer)).job).toEqual({ off: true });
  });

  test('is not there in the region', async () => {
    const client = {
      send: () =>
        Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND macie2'), { code: 'ENOTFOUND' })),
    } as unknown as Macie2Client;
    expect(await startJob(client, closedBucket(), 100)).toEqual({ off: true });
  });

  test.each([
    [
      'the right is missing',
      macieSays('AccessDeniedException', 'User is not authorized to perform: macie2:CreateClassificationJob'),
    ],
    ['the request is wrong', macieSays('ValidationException', 'The request is not valid', 400)],
    ['a quota is used up', macieSays('ServiceQuotaExceededException', 'You exceeded a quota', 402)],
    ['the bucket is not there', macieSays('ResourceNotFoundException', 'The bucket was not found', 404)],
    ['the token was used otherwise', macieSays('ConflictException', 'The token was used', 409)],
  ])('says why: %s', async (_, answer) => {
    const { job } = await start(answer);
    expect(job).toEqual({ refused: expect.stringMatching(/^\w+Exception: [A-Z]/) });
  });

  test.each([
    ['is throttling', macieSays('ThrottlingException', 'Rate exceeded', 429)],
    ['is down', macieSays('InternalServerException', 'Internal server error', 500)],
    ['says something nobody has heard of', macieSays('NovelException', 'Who knows', 400)],
  ])('is asked again where it %s', async (_, answer) => {
    await expect(start(answer)).rejects.toThrow();
  });
});
