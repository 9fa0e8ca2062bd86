import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../lambdas/core/base/policy.ts';
import { accountRecord } from '../../lambdas/core/ledger/account.ts';
import { NO_TALLY, type Sweep } from '../../lambdas/core/sweep/sweep.ts';
import { begin, requestOf } from '../../lambdas/sweep/begin.ts';
import type { Run } from '../../lambdas/sweep/end.ts';
import { findingsOf, runOf } from '../../lambdas/sweep/end.ts';

const KINDS = ['security-group', 's3-bucket'];
const NOW = Date.UTC(2026, 10, 22, 9);
const STARTED = '2026-11-22T08:59:00.000Z';
const place = { partition: 'aws-cn', account: '111122223333', region: 'cn-north-1' };

const started = (request = {}, latest?: Run, first: 'notify' | 'remediate' = 'notify') =>
  begin(request, KINDS, first, latest, STARTED);

const ended = (given: Partial<Sweep> = {}, latest?: Run): Run =>
  runOf({ ...started(), ...given }, latest, { execution: 'arn:execution', place, now: NOW, everyHours: 6 });

const notifyOnly = ({ queue }: Sweep) => queue.map((step) => step.notifyOnly);

describe('a request', () => {
  test.for([
    ['of a schedule', { id: 'e-1', 'detail-type': 'Scheduled Event', detail: {} }, {}],
    ['of nothing', null, {}],
    [
      'with everything',
      { kinds: ['s3-bucket'], max: 7, first: 'remediate' },
      { kinds: ['s3-bucket'], max: 7, first: 'remediate' },
    ],
    ['with a limit of nothing', { max: 0 }, { max: 0 }],
    ['with nonsense', { kinds: 's3-bucket', max: '7', first: 'all' }, {}],
    ['with a negative limit', { max: -1 }, {}],
  ] as const)('%s', ([, input, request]) => {
    expect(requestOf(input, KINDS)).toEqual(request);
  });

  test('for an unknown resource type is refused', () => {
    expect(() => requestOf({ kinds: ['bucket'] }, KINDS)).toThrow('there are security-group, s3-bucket');
  });
});

describe('the first sweep', () => {
  test('goes through every resource type, open findings first, and only tells', () => {
    expect(started()).toMatchObject({ kinds: KINDS, tally: NO_TALLY, failures: [] });
    expect(started().queue).toEqual(KINDS.map((kind) => ({ kind, phase: 'open', notifyOnly: true })));
  });

  test('fixes when the policy says so, or whoever starts it', () => {
    expect(notifyOnly(started({}, undefined, 'remediate'))).toEqual([false, false]);
    expect(notifyOnly(started({ first: 'remediate' }))).toEqual([false, false]);
  });

  test('is over once one has come to its end', () => {
    expect(notifyOnly(started({}, ended()))).toEqual([false, false]);
  });

  test('is over for those resource types only that it went through', () => {
    const failed = ended({ failures: [{ kind: 's3-bucket', error: 'Timeout' }] });
    expect(notifyOnly(started({}, failed))).toEqual([false, true]);
    const buckets = ended({ kinds: ['s3-bucket'] }, failed);
    expect(notifyOnly(started({}, buckets))).toEqual([false, false]);
    expect(buckets).toMatchObject({ n: 2, kinds: ['s3-bucket'], known: ['s3-bucket', 'security-group'] });
  });

  test('does not come back while sweeps are rare', () => {
    const rare = runOf(started(), undefined, { execution: '', place, now: NOW, everyHours: 24 * 300 });
    expect(rare.expires).toBe(NOW / 1000 + 900 * 86_400);
    expect(ended().expires).toBe(NOW / 1000 + 400 * 86_400);
  });
});

describe('at its end a sweep says of the account', () => {
  const TRAIL = { trail: 'arn:trail' };
  const MISSING = { missing: 'arn:trail is switched off' };
  const limits = DEFAULT_POLICY.sweep;
  const held = { tally: { ...NO_TALLY, held: 3, fixes: 25 } };
  const say = (given: Partial<Sweep>, verdict: Parameters<typeof findingsOf>[3]) =>
    findingsOf({ ...started(), ...given }, KINDS, limits, verdict);
  const writer = { place, version: '1', now: NOW, keepDays: 400 };

  test('nothing when all is well', () => {
    expect(accountRecord(say({}, TRAIL), undefined, writer)).toBeUndefined();
  });

  test('that it stopped fixing, and how to go on', () => {
    const record = accountRecord(say(held, TRAIL), undefined, writer);
    expect(record).toMatchObject({
      resource: 'arn:aws-cn:iam::111122223333:root',
      n: 1,
      state: 'CLOSED',
      type: 'AwsAccount',
      id: '111122223333',
      changed: ['sweep'],
      findings: {
        sweep: {
          status: 'FAILED',
          violating: ['3 resources left open: a sweep makes 25 fixes at most'],
          error: expect.stringContaining('sweep --apply --max NUMBER'),
        },
      },
    });
  });

  test('that no trail delivers events, and what to do', () => {
    const record = accountRecord(say({}, MISSING), undefined, writer);
    expect(record?.findings['trail']).toMatchObject({
      status: 'FAILED',
      violating: [expect.stringContaining('arn:trail is switched off')],
      error: expect.stringContaining('doctor'),
    });
  });

  test('each of it once, until it is over', () => {
    const first = accountRecord(say(held, MISSING), undefined, writer);
    expect(first?.changed).toEqual(['sweep', 'trail']);
    expect(accountRecord(say({ tally: { ...NO_TALLY, held: 9 } }, MISSING), first, writer)).toBeUndefined();
    const second = accountRecord(say({}, MISSING), first, writer);
    expect(second).toMatchObject({
      n: 2,
      changed: ['sweep'],
      findings: { sweep: { status: 'RESOLVED' }, trail: { status: 'FAILED' } },
    });
    expect(accountRecord(say({}, TRAIL), second, writer)).toMatchObject({ n: 3, changed: ['trail'] });
  });

  test('nothing of what it could not see', () => {
    const first = accountRecord(say(held, MISSING), undefined, writer);
    expect(
      accountRecord(say({ kinds: ['s3-bucket'] }, { unreadable: 'AccessDenied' }), first, writer),
    ).toBeUndefined();
    const failures = [{ kind: 's3-bucket', error: 'Timeout' }];
    expect(accountRecord(say({ failures }, MISSING), first, writer)).toBeUndefined();
  });
});
