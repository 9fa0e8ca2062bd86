import { describe, expect, test } from 'vitest';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { LAG_MS } from '../../lambdas/core/remediate/hold.ts';
import { remediationIn, scanBucket } from '../../lambdas/s3-scan/scan.ts';
import { type Answers, figures, GIGABYTE, holding, JOB, jobTaken, macieSays, newScanner } from './aws.ts';
import { ARN, closedBucket, DEFAULTS, NOW, policyWith, READABLE, stateOf, WRITABLE } from './records.ts';

const CLOSED = { resource: ARN, n: 7 };
const OFF = macieSays('AccessDeniedException', 'Macie is not enabled');
const ON = {
  size: holding(2.5 * GIGABYTE, 1234),
  job: jobTaken,
  policy: policyWith({ [READABLE]: DEFAULTS }),
};

const scan = async (answers: Partial<Answers> = {}, log: LedgerRecord[] = [closedBucket()]) => {
  const world = newScanner(log, { ...ON, ...answers });
  const told = await scanBucket(world.scanner, CLOSED);
  return { ...world, told, note: log.at(-1)?.findings[READABLE]?.note };
};

describe('a bucket that was closed', () => {
  test('gets a job, and its finding the job', async () => {
    const { jobs, told, log, note } = await scan();
    expect(jobs()).toHaveLength(1);
    expect(told).toEqual({ templates: [READABLE], words: note });
    expect(log).toHaveLength(2);
    expect(note).toBe(
      `Amazon Macie job ${JOB} looks into all of 1,234 objects, 2.5 GB, on 2026-11-21 by CloudWatch's daily figures.`,
    );
  });

  test('is looked into as far as the policy says', async () => {
    const policy = policyWith({ [READABLE]: { samplingPercentage: 5, maxGigabytes: 3 } });
    const { jobs, note } = await scan({ policy });
    expect(jobs()).toEqual([expect.objectContaining({ samplingPercentage: 5 })]);
    expect(note).toContain(`${JOB} looks into 5% of 1,234 objects`);
  });

  test('gets a job up to the ceiling, that size included', async () => {
    expect((await scan({ size: holding(10 * GIGABYTE, 1) })).jobs()).toHaveLength(1);
    expect((await scan({ size: holding(10 * GIGABYTE + 1, 1) })).jobs()).toEqual([]);
  });

  test('that is too large gets none, and its finding tells what one would cost', async () => {
    const { jobs, note } = await scan({ size: holding(250 * GIGABYTE, 1_000_000) });
    expect(jobs()).toEqual([]);
    expect(note).toBe(
      "No Amazon Macie job: the bucket held 1,000,000 objects, 250 GB, on 2026-11-21 by CloudWatch's daily figures, which is more than the 10 GB of scan.maxGigabytes. A full job would cost about 250 USD, at 1 USD a gigabyte as in us-east-1.",
    );
  });

  test.each([
    [0.2, 0.5, 'about 0.50 USD'],
    [0.001, 0.004, 'less than 0.01 USD'],
    [10, 2000, 'about 2000 USD'],
  ])('over a ceiling of %d GB with %d GB would cost %s', async (maxGigabytes, gigabytes, cost) => {
    const policy = policyWith({ [READABLE]: { samplingPercentage: 100, maxGigabytes } });
    expect((await scan({ policy, size: holding(gigabytes * GIGABYTE, 9) })).note).toContain(cost);
  });

  test('gets count and bytes where Macie is off', async () => {
    const { note, log } = await scan({ job: OFF, size: holding(1536, 1) });
    expect(note).toBe(
      "No Amazon Macie job: Macie is off in eu-central-1. The bucket held 1 object, 1.5 KB, on 2026-11-21 by CloudWatch's daily figures.",
    );
    expect(log.at(-1)?.findings[READABLE]?.status).toBe('REMEDIATED');
  });

  test('gets the reason where Macie refuses', async () => {
    const { note } = await scan({ job: macieSays('AccessDeniedException', 'User is not authorized') });
    expect(note).toMatch(/refuses it\. Allow macie2:CreateClassificationJob .* User is not authorized$/);
  });

  test.each([
    ['there are no figures yet', figures(), 'has no size of the bucket'],
    [
      'the figures cannot be read',
      macieSays('AccessDeniedException', 'No'),
      'Allow cloudwatch:GetMetricData',
    ],
  ])('gets no job where %s: what it costs is not known', async (_, size, words) => {
    const { jobs, note } = await scan({ size });
    expect(jobs()).toEqual([]);
    expect(note).toContain(words);
  });

  test('keeps the note that its finding had', async () => {
    const log = [closedBucket({ findings: { [READABLE]: stateOf({ note: 'Left alone: x.' }) } })];
    expect((await scan({}, log)).note).toMatch(/^Left alone: x\. Amazon Macie job /);
  });
});

describe('once for each violation', () => {
  test('the follow-up and every copy of the event bring nothing more', async () => {
    const { scanner, jobs, log } = await scan();
    for (const n of [7, 8, 7])
      expect(await scanBucket(scanner, { resource: ARN, n })).toEqual({ templates: [] });
    expect(jobs()).toHaveLength(1);
    expect(log).toHaveLength(2);
  });

  test('a try that died before it was noted asks for the same job again', async () => {
    const died = newScanner([closedBucket()], ON);
    died.scanner.ledger.append = () => Promise.reject(new Error('the function was ended'));
    await expect(scanBucket(died.scanner, CLOSED)).rejects.toThrow('ended');
    const { jobs } = await scan();
    expect(jobs()).toEqual(died.jobs());
  });

  test('templates of one remediation share one job, the largest that any of them wants', async () => {
    const both = { [READABLE]: stateOf(), [WRITABLE]: stateOf() };
    const policy = policyWith({
      [READABLE]: { samplingPercentage: 10, maxGigabytes: 20 },
      [WRITABLE]: { samplingPercentage: 50, maxGigabytes: 1 },
    });
    const log = [closedBucket({ findings: both, changed: [WRITABLE, READABLE] })];
    const { jobs, told, scanner } = await scan({ policy }, log);
    expect(await scanBucket(scanner, CLOSED)).toEqual({ templates: [] });
    expect(jobs()).toEqual([expect.objectContaining({ samplingPercentage: 50 })]);
    expect([...told.templates].sort()).toEqual([WRITABLE, READABLE].sort());
    expect(log).toHaveLength(2);
  });

  test('two functions at once make one follow-up', async () => {
    const log = [closedBucket()];
    const { scanner, jobs } = newScanner(log, ON);
    const told = await Promise.all([scanBucket(scanner, CLOSED), scanBucket(scanner, CLOSED)]);
    expect(told.flatMap(({ templates }) => templates)).toEqual([READABLE]);
    expect(new Set(jobs().map(({ clientToken }) => clientToken)).size).toBe(1);
    expect(log.map(({ n }) => n)).toEqual([7, 8]);
  });

  const states: [string, Partial<LedgerRecord>][] = [
    [
      'was closed an hour ago already',
      { findings: { [READABLE]: stateOf({ recent: { times: [1, 2], actors: [], tools: [] } }) } },
    ],
    ['has been closed again since', { findings: { [READABLE]: stateOf({ n: 9 }) } }],
    ['is open again', { findings: { [READABLE]: stateOf({ status: 'NOTIFIED' }) } }],
    ['is gone', { gone: true }],
    ['was closed for a template that does not scan', { findings: { [WRITABLE]: stateOf() } }],
  ];
  test.each(states)('nothing where the bucket %s', async (_, more) => {
    const { told, calls, log } = await scan({}, [closedBucket(more)]);
    expect(told).toEqual({ templates: [] });
    expect([calls, log.length]).toEqual([[], 1]);
  });

  test('nothing where the template is in mode notify', async () => {
    const { calls } = await scan({ policy: { ...ON.policy, mode: 'notify' } });
    expect(calls).toEqual([]);
  });
});

describe('other functions at the same bucket', () => {
  const other = (n: number, more: Partial<LedgerRecord> = {}) => ({
    ...closedBucket({ n }),
    changed: [],
    removed: [],
    ...more,
  });

  test('keep what they have written', async () => {
    let raced = false;
    const states = { [READABLE]: stateOf(), [WRITABLE]: stateOf({ n: 8, status: 'FAILED' }) };
    const interfere: Answers['interfere'] = (call, log) => {
      if (call === 'append' && !raced)
        log.push(other(8, { findings: states, kept: 5, goneAt: '2026-01-01T00:00:00Z' }));
      raced ||= call === 'append';
    };
    const { log } = await scan({ interfere });
    expect(log.map(({ n }) => n)).toEqual([7, 8, 9]);
    expect(log.at(-1)).toMatchObject({
      kept: 5,
      goneAt: '2026-01-01T00:00:00Z',
      changed: [READABLE],
      removed: [],
    });
    expect(log.at(-1)?.findings[WRITABLE]).toEqual(states[WRITABLE]);
  });

  test('are waited for until they are done', async () => {
    let reads = 0;
    const interfere: Answers['interfere'] = (call, log) => {
      reads += call === 'latest' ? 1 : 0;
      if (reads === 2 && log.length === 1) log.push(other(8, { state: 'STARTED' }));
      if (reads === 4) log.splice(1, 1, other(8));
    };
    const { log } = await scan({ interfere });
    expect(log.map(({ n }) => n)).toEqual([7, 8, 9]);
  });

  test('that never end leave it to a retry', async () => {
    const log = [closedBucket(), other(8, { state: 'STARTED' })];
    await expect(scan({}, log)).rejects.toThrow('Lambda tries again');
    expect(log).toHaveLength(2);
  });

  test('are left the time in which reads may lag: until then the newest entry tells what was removed', async () => {
    const late = await scan();
    expect(late.slept).toEqual([]);
    const early = closedBucket({ closedAt: new Date(NOW - 1_000).toISOString() });
    expect((await scan({}, [early])).slept).toEqual([LAG_MS - 1_000]);
  });
});

describe('errors that pass', () => {
  test.each([
    ['of CloudWatch', { size: macieSays('ThrottlingException', 'Slow down', 400) }],
    ['of Macie', { job: macieSays('InternalServerException', 'Oops', 500) }],
  ])('%s are left to a retry, and nothing is noted', async (_, answers) => {
    const log: LedgerRecord[] = [closedBucket()];
    await expect(scan(answers, log)).rejects.toThrow();
    expect(log).toHaveLength(1);
  });
});

describe('the event', () => {
  const detail = {
    id: '123456789012/eu-central-1/quarterly-figures/7/world-readable-s3-buckets',
    resource: { arn: ARN },
  };

  test('tells the bucket and the remediation', () => {
    expect(remediationIn(detail)).toEqual(CLOSED);
  });

  test.each([undefined, {}, { ...detail, id: 7 }, { ...detail, id: 'a/b' }, { ...detail, resource: {} }])(
    'is left out where it does not: %j',
    (forged) => {
      expect(remediationIn(forged)).toBeUndefined();
    },
  );
});
