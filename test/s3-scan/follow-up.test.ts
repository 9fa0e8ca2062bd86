import { describe, expect, test } from 'vitest';
import { historyOf } from '../../cli/history.ts';
import { findingsOf } from '../../lambdas/core/ledger/finding.ts';
import { nextStates } from '../../lambdas/core/ledger/next-states.ts';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { followUp } from '../../lambdas/s3-scan/follow-up.ts';
import { fakeLedger, published } from '../publisher/fake-ledger.ts';
import { closedBucket, READABLE, stateOf } from './records.ts';

const closed = closedBucket();
const next = (latest = closed) =>
  followUp(latest, closed, { templates: [READABLE], words: 'Macie looks.', version: '0.2.0', now: 5 });

describe('a follow-up', () => {
  test('tells the same finding again, with the note and an id of its own', () => {
    const [before] = findingsOf(closed, CATALOGUE);
    const [after] = findingsOf(next(), CATALOGUE);
    expect(before).toMatchObject({ remediation: 'quarterly-figures/7', status: 'REMEDIATED' });
    expect(after).toEqual({
      ...before,
      id: '123456789012/eu-central-1/quarterly-figures/8/world-readable-s3-buckets',
      note: 'Macie looks.',
    });
  });

  test('names who opened it and when it was closed, whatever has been written since', () => {
    const { eventId: _, ...swept } = closed;
    const later = {
      ...swept,
      n: 9,
      actor: { arn: 'somebody else' },
      closedAt: '2026-11-23T00:00:00Z',
      changed: [],
    };
    const [after] = findingsOf(next(later), CATALOGUE);
    expect(after).toMatchObject({
      remediation: 'quarterly-figures/7',
      actor: closed.actor,
      eventId: closed.eventId,
      closedAt: closed.closedAt,
    });
  });

  test('holds what is left of the bucket, and removes nothing', () => {
    expect(next()).toMatchObject({ n: 8, before: closed.before.slice(1), removed: [], kept: 1 });
    expect(next({ ...closed, added: [{ kind: 'encryption' }] }).before).toHaveLength(2);
  });

  test('carries nothing on that belongs to the item it follows', () => {
    const stored = { ...closed, pending: { sns: [READABLE] }, owed: {}, writer: 'w', open: 's3-bucket' };
    expect(Object.keys(next(stored)).filter((key) => /^(pending|owed|writer|open)$/.test(key))).toEqual([]);
  });

  test('is published to every sink, and timed by nobody', async () => {
    const ledger = fakeLedger();
    await ledger.run([closed, next()]);
    const ids = [7, 8].map((n) => `123456789012/eu-central-1/quarterly-figures/${n}/${READABLE}`);
    const { sns, events, securityhub } = published(ledger.to);
    expect([sns, events, securityhub.length]).toEqual([ids, ids, 2]);
    expect(ledger.timed).toEqual([[READABLE, 3250]]);
  });

  test('counts as no remediation in the history', () => {
    const history = historyOf([closed, next()], {});
    expect(history.map(({ remediation, removed, note }) => [remediation, removed, note])).toEqual(
      expect.arrayContaining([
        ['quarterly-figures/7', 1, undefined],
        [undefined, 0, 'Macie looks.'],
      ]),
    );
  });
});

describe('the next time the bucket is closed', () => {
  const part = { id: 'k' };
  const decision = { template: READABLE, remediate: [part], notify: [], exclude: [], unchecked: [] };
  const { findings, changed } = nextStates(
    { key: ({ id }: { id: string }) => id, describe: ({ id }) => id },
    next().findings,
    [decision],
    { gone: [part], removed: [part], left: [] },
    {
      n: 9,
      openedAt: undefined,
      judged: () => true,
      recur: (before) => ({
        recent: { times: [...(before?.times ?? []), 2], actors: [], tools: [] },
        isQuiet: false,
      }),
    },
  );

  test('the scan is told of no more, and how often it comes back is counted on', () => {
    expect(changed).toEqual([READABLE]);
    expect(findings[READABLE]).not.toHaveProperty('scanned');
    expect(findings[READABLE]).not.toHaveProperty('note');
    expect(findings[READABLE]?.recent?.times).toEqual([...(stateOf().recent?.times ?? []), 2]);
  });
});
