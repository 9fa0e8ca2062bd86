import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../lambdas/core/ledger/finding.ts';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { connect } from '../../lambdas/publisher/connect.ts';
import { publishBatch } from '../../lambdas/publisher/publish.ts';
import { type Answer, type Call, fakeAws, success } from './aws.ts';
import { fakeHub } from './fake-hub.ts';
import { NAMES, published, streamRecord } from './fake-ledger.ts';
import { CIFS, recordOf } from './records.ts';

class Death extends Error {
  override readonly name = 'Death';
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A publisher that dies at the k-th call, before it has any effect or just after: all that it does later is lost. */
const mortal = (answer: (call: Call) => Answer | undefined, at: number, when: 'before' | 'after') => {
  let calls = 0;
  let die: (death: Death) => void = () => undefined;
  const death = new Promise<never>((_, reject) => {
    die = reject;
  });
  death.catch(() => undefined);
  const aws = fakeAws((call) => {
    calls += 1;
    if (calls > at) throw new Death('after death');
    if (calls < at) return answer(call) ?? success(call);
    if (when === 'after') answer(call);
    die(new Death(`${when} ${call.service} ${call.path}`));
    throw new Death('at death');
  });
  return { aws, death, calls: () => calls };
};

const context = { getRemainingTimeInMillis: () => 60_000 };

const handlerOf = (aws: ReturnType<typeof fakeAws>) => {
  const publisher = connect({
    ...aws,
    ...NAMES,
    now: Date.now,
    wake: { order: async () => undefined, clear: async () => undefined },
    log: silent,
    count: () => undefined,
    timed: () => undefined,
  });
  return (event: DynamoDBStreamEvent) => publishBatch(publisher, event, context);
};

/** The finding has been reported open; now it is closed, and the publisher dies on the way. Lambda brings the batch again. */
const scene = async (at: number, when: 'before' | 'after') => {
  const hub = fakeHub();
  const taken: Call[] = [];
  const answer = (call: Call): Answer | undefined => {
    taken.push(call);
    return hub.answer(call);
  };
  const opened = recordOf('NOTIFIED', { n: 6, closedAt: '2026-11-22T08:59:00.000Z' });
  const closed = recordOf('REMEDIATED');
  await handlerOf(fakeAws(answer))({ Records: [streamRecord(opened)] });
  taken.length = 0;
  const Records = [streamRecord(closed)];
  const first = mortal(answer, at, when);
  const outcome = await Promise.race([handlerOf(first.aws)({ Records }), first.death]).catch(
    (error: unknown) => {
      if (error instanceof Death) return 'dead' as const;
      throw error;
    },
  );
  if (outcome === 'dead') await handlerOf(fakeAws(answer))({ Records });
  const [finding] = findingsOf(closed, CATALOGUE);
  const reached = published((service) =>
    taken.filter((call) => call.service === service && call.path !== '/findings'),
  );
  return { outcome, hub, reached, id: finding?.id, asff: `${closed.resource}/${CIFS}` };
};

describe('a publisher that dies', () => {
  const CALLS = [1, 2, 3, 4, 5, 6];
  test.each(CALLS.flatMap((at) => (['before', 'after'] as const).map((when) => ({ at, when }))))(
    '$when its call number $at has taken effect: the retry brings the finding everywhere, under the same id',
    async ({ at, when }) => {
      const { outcome, hub, reached, id, asff } = await scene(at, when);
      expect(outcome).toBe('dead');
      expect(new Set(reached.sns)).toEqual(new Set([id]));
      expect(new Set(reached.mail)).toEqual(new Set([id]));
      expect(new Set(reached.events)).toEqual(new Set([id]));
      expect(hub.shown(asff)).toBe('PASSED ACTIVE RESOLVED');
      expect(hub.get(asff)?.ProductFields?.['drawbridge/id']).toBe(id);
      expect(hub.all()).toHaveLength(1);
    },
  );

  test('has six calls to die at, and no more', async () => {
    const { outcome, reached } = await scene(CALLS.length + 1, 'before');
    expect(outcome).toEqual({ batchItemFailures: [] });
    expect([reached.sns.length, reached.events.length]).toEqual([1, 1]);
  });
});
