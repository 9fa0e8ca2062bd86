import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../support/runs.ts';
import { failure, isRead, listOf } from './aws.ts';
import { down, fakeLedger, published, streamRecord } from './fake-ledger.ts';
import { CIFS, recordOf, SSH, state } from './records.ts';

const SINKS = ['sns', 'securityhub', 'events'] as const;

/** What each service says to a role that may not. */
const REFUSED = {
  sns: 'AuthorizationError',
  securityhub: 'AccessDeniedException',
  events: 'AccessDeniedException',
} as const;

const remediated = recordOf('REMEDIATED');

describe('a sink that is down', () => {
  it.each(SINKS)('(%s) holds up no other, is tried again, and nothing is published twice', async (sink) => {
    const ledger = fakeLedger(down(sink, 'ServiceUnavailable', 4));
    await ledger.run([remediated]);
    const calls = Object.fromEntries(SINKS.map((name) => [name, ledger.to(name).length]));
    expect(calls).toEqual({ sns: 1, securityhub: 1, events: 1, [sink]: 5 });
    expect(ledger.pending()).toEqual([{}]);
    expect(ledger.counted).toEqual([]);
  });

  it('for long leaves what is owed in the ledger, and lets records behind it be published elsewhere', async () => {
    const ledger = fakeLedger(down('sns', 'InternalError'));
    const other = recordOf('REMEDIATED', {
      resource: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-2',
    });
    await ledger.run([remediated, other], 6);
    expect(ledger.pending()).toEqual([{ sns: [CIFS] }, { sns: [CIFS] }]);
    expect(published(ledger.to).securityhub).toHaveLength(2);
    expect(published(ledger.to).events).toHaveLength(2);
    expect(ledger.counted).toEqual([]);
  });

  it('makes the batch end at the record that got no further, so that order and the rest are kept', async () => {
    const ledger = fakeLedger(down('sns', 'InternalError'));
    const owed = { ...remediated, pending: { sns: [CIFS] } };
    const records = [
      streamRecord(recordOf('REMEDIATED', { n: 1 })),
      streamRecord(owed, remediated),
      streamRecord(recordOf('REMEDIATED', { n: 8 })),
    ];
    const failed = records[1]?.dynamodb?.SequenceNumber;
    expect(await ledger.invoke(records)).toEqual({ batchItemFailures: [{ itemIdentifier: failed }] });
    expect(published(ledger.to).events).toEqual([
      '123456789012/us-east-1/sg-0123456789abcdef0/1/unrestricted-cifs-access',
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
    expect(published(ledger.to).securityhub).toEqual([
      `${both.resource}/${CIFS}`,
      `${both.resource}/${SSH}`,
      `${both.resource}/${SSH}`,
    ]);
    expect(ledger.to('sns')).toHaveLength(2);
  });

  it.each(['sns', 'securityhub'] as const)(
    '(%s) for a reason that stays is announced once and owed, until it is asked for again',
    async (sink) => {
      let isRefused = true;
      const ledger = fakeLedger((call) =>
        call.service === sink && isRefused ? failure(sink, REFUSED[sink], 403) : undefined,
      );
      const name = sink === 'securityhub' ? 'securityHub' : sink;
      expect(await ledger.run([remediated])).toBe(2);
      expect(ledger.counted).toEqual([name]);
      expect(ledger.log).toContainEqual({
        level: 'error',
        message: 'not published',
        fields: expect.objectContaining({ resource: remediated.resource, template: CIFS }),
      });
      const announced = () =>
        ledger
          .to('events')
          .flatMap((call) => listOf(call, 'Entries'))
          .filter((entry) => entry['DetailType'] === 'Drawbridge Unpublished')
          .map((entry) => JSON.parse(String(entry['Detail'])) as object);
      const { resource, n, account, region } = remediated;
      const refused = { [name]: [CIFS] };
      const reason = expect.stringContaining(`${name}: ${REFUSED[sink]}`);
      expect(announced()).toEqual([{ resource, n, account, region, refused, reason }]);
      expect(ledger.owed()).toEqual([refused]);
      expect(ledger.pending()).toEqual([{}]);
      expect(await ledger.republish(resource, n)).toEqual({ published: false });
      expect(ledger.owed()).toEqual([refused]);
      isRefused = false;
      expect(await ledger.republish(resource, n)).toEqual({ published: true });
      expect(ledger.owed()).toEqual([{}]);
      expect(published(ledger.to)[sink].length).toBe(sink === 'sns' ? 3 : 1);
      const before = ledger.calls.length;
      expect(await ledger.republish(resource, n)).toEqual({ published: true });
      expect(ledger.calls.slice(before).map(({ service }) => service)).toEqual(['dynamodb']);
      expect(announced()).toHaveLength(1);
    },
  );

  it('(events) for a reason that stays is tried on, as nothing could announce it, and goes the way of the stream', async () => {
    const ledger = fakeLedger((call) =>
      call.service === 'events' ? failure('events', REFUSED.events, 403) : undefined,
    );
    expect(await ledger.run([remediated], 7)).toBe(7);
    expect(ledger.pending()).toEqual([{ eventBridge: [CIFS] }]);
    expect([ledger.to('sns').length, ledger.to('securityhub').length]).toEqual([1, 1]);
  });

  it.each(['ThrottlingException', 'TooManyRequestsException', 'LimitExceededException', 'SomethingNew'])(
    'with %s is tried again',
    async (code) => {
      const ledger = fakeLedger(down('securityhub', code, 2));
      await ledger.run([remediated]);
      expect(ledger.to('securityhub')).toHaveLength(3);
      expect(ledger.counted).toEqual([]);
    },
  );

  it('loses nothing when the ledger cannot be written either', async () => {
    const [sns, table] = [down('sns', 'InternalError', 2), down('dynamodb', 'InternalServerError', 2)];
    const ledger = fakeLedger((call) => sns(call) ?? table(call));
    await ledger.run([remediated]);
    const { sns: messages, events } = published(ledger.to);
    expect(messages.length).toBeGreaterThan(2);
    expect(new Set(events)).toEqual(new Set(messages));
    expect(new Set(messages).size).toBe(1);
    expect(ledger.pending()).toEqual([undefined]);
  });

  it('whatever fails and how often: in the end each sink has each finding, taken once', async () => {
    const outages = fc.record({
      sns: fc.integer({ min: 0, max: 5 }),
      securityhub: fc.integer({ min: 0, max: 5 }),
      events: fc.integer({ min: 0, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(outages, fc.integer({ min: 1, max: 12 }), async (times, count) => {
        const taken: string[] = [];
        const left: Record<string, number> = { ...times };
        const ledger = fakeLedger((call) => {
          const remaining = left[call.service] ?? 0;
          left[call.service] = remaining - 1;
          if (call.service === 'dynamodb') return undefined;
          if (remaining > 0) return failure(call.service, 'ServiceUnavailable', 503);
          const ids = published((service) => (service === call.service ? [call] : []));
          taken.push(...Object.entries(ids).flatMap(([sink, list]) => list.map((id) => `${sink} ${id}`)));
          return undefined;
        });
        const records = Array.from({ length: count }, (__, i) =>
          recordOf('REMEDIATED', {
            id: `sg-${i}`,
            resource: `arn:aws:ec2:us-east-1:123456789012:security-group/sg-${i}`,
          }),
        );
        await ledger.run(records, 200);
        expect(taken).toHaveLength(3 * count);
        expect(new Set(taken).size).toBe(3 * count);
        expect(ledger.pending().filter((pending) => pending && Object.keys(pending).length > 0)).toEqual([]);
      }),
      { numRuns: runs(12, 40) },
    );
  }, 60_000);
});

describe('Security Hub being off', () => {
  it('is no error: it is said once, and the other sinks go on', async () => {
    const ledger = fakeLedger((call) =>
      call.service === 'securityhub' ? failure('securityhub', 'InvalidAccessException', 401) : undefined,
    );
    await ledger.run([remediated, recordOf('REMEDIATED', { n: 8 })]);
    expect(ledger.log.filter(({ message }) => message.startsWith('Security Hub is off'))).toHaveLength(1);
    expect(ledger.log.filter(({ level }) => level !== 'info')).toEqual([]);
    expect(ledger.counted).toEqual([]);
    expect([ledger.to('sns').length, ledger.to('events').length]).toEqual([2, 2]);
  });
});
