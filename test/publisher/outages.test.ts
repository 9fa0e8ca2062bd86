import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../support/runs.ts';
import { type Call, failure, isRead, listOf } from './aws.ts';
import { down, fakeLedger, letters, NAMES, published } from './fake-ledger.ts';
import { CIFS, recordOf, SSH, state } from './records.ts';

const remediated = recordOf('REMEDIATED');
const failed = recordOf('FAILED');
const of = (id: string, n = 7, status: Parameters<typeof recordOf>[0] = 'REMEDIATED') =>
  recordOf(status, { id, n, resource: `arn:aws:ec2:us-east-1:123456789012:security-group/${id}` });

/** Calls to the topic for machines, or for people. */
const toTopic =
  (topic: string) =>
  ({ service, body }: Call): boolean =>
    service === 'sns' && body['TopicArn'] === topic;

describe('a sink that is down', () => {
  it.each([
    ['sns', 'sns'],
    ['securityhub', 'securityHub'],
    ['events', 'eventBridge'],
  ] as const)(
    '(%s) holds up no other, and what it did not take is sent when it is back',
    async (service, sink) => {
      const ledger = fakeLedger(down(service, 'ServiceUnavailable', 6));
      expect(await ledger.run([remediated])).toBe(2);
      const owed = service === 'sns' ? { sns: [CIFS], mail: [CIFS] } : { [sink]: [CIFS] };
      expect(ledger.owed()).toEqual([owed]);
      for (const other of ['sns', 'securityhub', 'events'] as const)
        if (other !== service) expect(published(ledger.to)[other]).toHaveLength(1);
      while ((await ledger.wake()) !== undefined);
      expect(ledger.owed()).toEqual([{}]);
      expect(ledger.counted).toEqual([]);
      expect(ledger.schedules.size).toBe(0);
    },
  );

  it('lets everything behind it be published elsewhere, at once, and rings the alarm for what failed', async () => {
    const ledger = fakeLedger((call) =>
      call.service === 'sns' ? failure('sns', 'InternalError', 500) : undefined,
    );
    const behind = Array.from({ length: 30 }, (_, i) => of(`sg-${i}`, 1, 'FAILED'));
    await ledger.run([remediated, ...behind], 200);
    expect(published(ledger.to).securityhub).toHaveLength(31);
    expect(published(ledger.to).events).toHaveLength(31);
    expect(letters(ledger.to).map(([kind]) => kind)).toEqual(behind.map(() => 'Drawbridge Finding'));
    expect(ledger.to('sns').length).toBeLessThanOrEqual(8);
  });

  it('is asked again after five minutes, then each time twice as late, after an hour at most', async () => {
    const ledger = fakeLedger(down('events', 'InternalError'));
    await ledger.run([remediated]);
    const waits = [];
    for (let i = 0; i < 7; i++) waits.push(await ledger.wake());
    expect(waits).toEqual([300, 600, 1200, 2400, 3600, 3600, 3600]);
    expect(ledger.schedules.size).toBe(1);
  });

  it('orders one wake-up, whatever is owed', async () => {
    const ledger = fakeLedger(down('events', 'InternalError'));
    await ledger.run([of('sg-1'), of('sg-2'), of('sg-3')]);
    expect(ledger.schedules.size).toBe(1);
  });

  it('orders the next though it never heard that another copy has served the first', async () => {
    const ledger = fakeLedger(down('events', 'InternalError'));
    await ledger.run([of('sg-1')]);
    ledger.schedules.clear();
    await ledger.run([of('sg-2')]);
    expect(ledger.schedules.size).toBe(1);
  });

  it('and a wake-up that cannot be ordered is told to a person', async () => {
    const [events, scheduler] = [down('events', 'InternalError'), down('scheduler', 'AccessDeniedException')];
    const ledger = fakeLedger((call) => events(call) ?? scheduler(call));
    expect(await ledger.run([remediated])).toBe(2);
    expect(letters(ledger.to)).toEqual([
      [
        'Drawbridge Unpublished',
        expect.objectContaining({ n: 7, reason: expect.stringContaining('cannot be tried again by itself') }),
      ],
    ]);
  });

  it('is tried again for the findings only that it did not take', async () => {
    const both = recordOf('REMEDIATED', {
      changed: [CIFS, SSH],
      findings: { [CIFS]: state('REMEDIATED'), [SSH]: state('REMEDIATED') },
    });
    let first = true;
    const ledger = fakeLedger((call) => {
      if (call.service !== 'securityhub' || isRead(call) || !first) return undefined;
      first = false;
      const FailedFindings = [
        { Id: `${both.resource}/${SSH}`, ErrorCode: 'InternalFailure', ErrorMessage: 'stub' },
      ];
      return { status: 200, body: JSON.stringify({ FailedCount: 1, SuccessCount: 1, FailedFindings }) };
    });
    await ledger.run([both]);
    await ledger.wake();
    const imports = ledger.to('securityhub').filter(({ path }) => path === '/findings/import');
    expect(imports.map((call) => listOf(call, 'Findings').map(({ Id }) => Id))).toEqual([
      [`${both.resource}/${CIFS}`, `${both.resource}/${SSH}`],
      [`${both.resource}/${SSH}`],
    ]);
    expect(published(ledger.to).sns).toHaveLength(2);
  });
});

describe('what is owed of one resource', () => {
  const newest = (n: number, status: Parameters<typeof recordOf>[0]) =>
    recordOf(status, { n, closedAt: `2026-11-22T09:00:0${n}.000Z` });

  it('is sent in order', async () => {
    const ledger = fakeLedger(down('events', 'InternalError', 3));
    await ledger.run([newest(7, 'NOTIFIED'), newest(8, 'REMEDIATED')]);
    while ((await ledger.wake()) !== undefined);
    expect(published(ledger.to).events.map((id) => id.split('/').at(-2))).toEqual(
      expect.arrayContaining(['7', '8']),
    );
    expect(published(ledger.to).events.at(-1)).toContain('/8/');
  });

  it('is left out where a newer record has told the same sink since', async () => {
    const ledger = fakeLedger(down('events', 'InternalError', 1));
    await ledger.run([newest(7, 'NOTIFIED')]);
    await ledger.run([newest(8, 'REMEDIATED')]);
    await ledger.wake();
    expect(published(ledger.to).events.map((id) => id.split('/').at(-2))).toEqual(['7', '8']);
    expect(ledger.owed()).toEqual([{}, undefined]);
  });
});

describe('a refusal that stays', () => {
  it.each([
    ['sns', 'AuthorizationError', NAMES.topic, 'sns'],
    ['sns', 'NotFound', NAMES.topic, 'sns'],
    ['sns', 'KMSDisabled', NAMES.topic, 'sns'],
    ['sns', 'KMSAccessDenied', NAMES.mailTopic, 'mail'],
    ['securityhub', 'AccessDeniedException', '', 'securityHub'],
    ['events', 'AccessDeniedException', '', 'eventBridge'],
  ] as const)(
    '(%s: %s) is told to a person once, and owed until the cause is mended',
    async (service, code, topic, sink) => {
      let isRefused = true;
      const ledger = fakeLedger((call) =>
        isRefused && (topic ? toTopic(topic)(call) : call.service === service)
          ? failure(service, code, 403)
          : undefined,
      );
      expect(await ledger.run([remediated])).toBe(2);
      const { resource, n } = remediated;
      const owed = { [sink]: [CIFS] };
      const reason = expect.stringContaining(`${sink}: ${code}`);
      expect(letters(ledger.to)).toEqual([['Drawbridge Unpublished', { resource, n, owed, reason }]]);
      expect(ledger.owed()).toEqual([owed]);
      expect(await ledger.pay({ resource, n })).toEqual({ published: false });
      isRefused = false;
      expect(await ledger.wake()).toBe(300);
      expect(ledger.owed()).toEqual([{}]);
      expect(await ledger.pay({ resource, n })).toEqual({ published: true });
      expect(letters(ledger.to)).toHaveLength(1);
      expect(ledger.schedules.size).toBe(0);
    },
  );

  it('is told as soon as the queue takes it, where the queue was down as well', async () => {
    const sqs = down('sqs', 'ServiceUnavailable', 1);
    const ledger = fakeLedger((call) =>
      call.service === 'sns' ? failure('sns', 'NotFound', 404) : sqs(call),
    );
    await ledger.run([remediated]);
    await ledger.wake();
    expect(letters(ledger.to).map(([kind]) => kind)).toEqual([
      'Drawbridge Unpublished',
      'Drawbridge Unpublished',
    ]);
    await ledger.wake();
    expect(ledger.to('sqs')).toHaveLength(2);
  });
});

it.each([
  'ThrottlingException',
  'TooManyRequestsException',
  'LimitExceededException',
  'SomethingNew',
  'KMSThrottling',
])('with %s a sink is tried again', async (code) => {
  const ledger = fakeLedger(down('securityhub', code, 2));
  await ledger.run([remediated]);
  while ((await ledger.wake()) !== undefined);
  expect(published(ledger.to).securityhub.length).toBeGreaterThan(0);
  expect(ledger.counted).toEqual([]);
  expect(letters(ledger.to)).toEqual([]);
});

it('nothing is lost when the ledger cannot be written either', async () => {
  const [sns, table] = [down('sns', 'InternalError', 4), down('dynamodb', 'InternalServerError', 1)];
  const ledger = fakeLedger((call) => sns(call) ?? table(call));
  await ledger.run([failed]);
  while ((await ledger.wake()) !== undefined);
  expect(new Set(published(ledger.to).events).size).toBe(1);
  expect(ledger.owed()).toEqual([{}]);
});

it('whatever fails and how often: in the end each sink has each finding, the newest last', async () => {
  const outages = fc.record({
    sns: fc.integer({ min: 0, max: 9 }),
    securityhub: fc.integer({ min: 0, max: 9 }),
    events: fc.integer({ min: 0, max: 9 }),
    sqs: fc.integer({ min: 0, max: 9 }),
  });
  const numbers = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(outages, numbers, async (times, lengths) => {
      const taken = new Map<string, number[]>();
      const left: Record<string, number> = { ...times };
      const ledger = fakeLedger((call) => {
        const remaining = left[call.service] ?? 0;
        if (remaining <= 0 || isRead(call)) return undefined;
        left[call.service] = remaining - 1;
        return failure(call.service, 'ServiceUnavailable', 503);
      });
      const written = lengths.flatMap((length, i) =>
        Array.from({ length }, (_, k) => of(`sg-${i}`, k + 1, k % 2 ? 'REMEDIATED' : 'FAILED')),
      );
      for (const record of written) await ledger.run([record], 200);
      while ((await ledger.wake()) !== undefined);
      for (const id of published(ledger.to).events) {
        const [, , sg = '', n] = id.split('/');
        taken.set(sg, [...(taken.get(sg) ?? []), Number(n)]);
      }
      for (const [i, length] of lengths.entries()) expect(taken.get(`sg-${i}`)?.at(-1)).toBe(length);
      expect(ledger.owed().filter((owed) => owed && Object.keys(owed).length > 0)).toEqual([]);
    }),
    { numRuns: runs(8, 200) },
  );
}, 60_000);

describe('Security Hub being off', () => {
  it('is no error: it is said once, and the other sinks go on', async () => {
    const ledger = fakeLedger((call) =>
      call.service === 'securityhub' ? failure('securityhub', 'InvalidAccessException', 401) : undefined,
    );
    await ledger.run([remediated, recordOf('REMEDIATED', { n: 8 })]);
    expect(ledger.log.filter(({ message }) => message.startsWith('Security Hub is off'))).toHaveLength(1);
    expect(ledger.log.filter(({ level }) => level !== 'info')).toEqual([]);
    expect(ledger.counted).toEqual([]);
    expect([published(ledger.to).sns.length, ledger.to('events').length]).toEqual([2, 2]);
  });
});
