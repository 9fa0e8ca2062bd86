import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Recent, recur } from '../../../lambdas/core/ledger/flapping.ts';
import { remediate } from '../../../lambdas/core/remediate/remediate.ts';
import { newWorld, row, task, toyRemediator } from '../../support/toy.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 22, 9);
const actor = (name: string, tool = 'Terraform') => ({ arn: `arn:aws:iam::1:user/${name}`, tool });

/** Counts at each of these milliseconds after the start. */
const run = (times: readonly number[], perHour = 5, who = actor('a')) => {
  let recent: Recent | undefined;
  return times.map((time) => {
    const result = recur(recent, who, START + time, perHour);
    recent = result.recent;
    return result;
  });
};

describe('a violation that comes back', () => {
  test('five times an hour is no flapping; the sixth time is, and is told once', () => {
    const minutes = Array.from({ length: 9 }, (_, i) => i * 60_000);
    const results = run(minutes);
    expect(results.map(({ flapping }) => flapping?.count)).toEqual([...Array(5).fill(undefined), 6, 6, 6, 6]);
    expect(results.map(({ isQuiet }) => isQuiet)).toEqual([...Array(6).fill(false), true, true, true]);
    expect(results[5]?.flapping).toEqual({
      count: 6,
      since: '2026-11-22T09:00:00.000Z',
      actors: [actor('a').arn],
      tools: ['Terraform'],
    });
  });

  test('is told again an hour after the escalation, if it goes on', () => {
    const minutes = Array.from({ length: 130 }, (_, i) => i * 60_000);
    const loud = run(minutes).flatMap(({ flapping, isQuiet }, i) => (flapping && !isQuiet ? [i] : []));
    expect(loud).toEqual([5, 65, 125]);
  });

  test('is no flapping any more once an hour was calmer, and names only whom it was that hour', () => {
    const results = run([0, 1, 2, 3, 4, 5, 6].map((n) => n * 1000));
    const later = recur(results.at(-1)?.recent, actor('b', 'Pulumi'), START + 2 * HOUR, 5);
    expect(later).toEqual({
      recent: { times: [(START + 2 * HOUR) / 1000], actors: [actor('b').arn], tools: ['Pulumi'] },
      isQuiet: false,
    });
  });

  test('names five at most, the latest first', () => {
    let recent: Recent | undefined;
    for (let i = 0; i < 8; i += 1)
      recent = recur(recent, actor(`u${i}`, `tool ${i}`), START + i * 1000, 5).recent;
    expect(recent?.actors).toEqual([7, 6, 5, 4, 3].map((i) => actor(`u${i}`).arn));
    expect(recent?.tools).toHaveLength(5);
  });

  test('whatever the times: memory is bounded, flapping is more than so many in the last hour, and an hour has one word at most', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 40 * 60 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 8 }), (seconds, perHour) => {
        const times = seconds.map((_, i) =>
          seconds.slice(0, i + 1).reduce((sum, gap) => sum + gap * 1000, 0),
        );
        const results = run(times, perHour);
        const within = times.map((at, i) => times.slice(0, i + 1).filter((time) => time > at - HOUR).length);
        expect(results.map(({ flapping }) => flapping !== undefined)).toEqual(within.map((n) => n > perHour));
        expect(Math.max(...results.map(({ recent }) => recent.times.length))).toBeLessThanOrEqual(
          perHour + 1,
        );
        const loud = times.filter((_, i) => results[i]?.flapping && !results[i]?.isQuiet);
        const pauses = loud.slice(1).map((at, i) => at - (loud[i] ?? 0));
        expect(pauses.filter((pause) => pause < HOUR)).toEqual([]);
      }),
    );
  });
});

describe('the loop, when a row is opened again every minute for an hour', () => {
  test('closes it each time, and leaves six words and then one an hour', async () => {
    const world = newWorld();
    const remediator = toyRemediator(world);
    for (let minute = 0; minute < 60; minute += 1) {
      world.rows = [row(`r${minute}`, 'alpha')];
      world.now = START + minute * 60_000;
      await remediate(remediator, { ...task(world), deadline: world.now + 45_000 });
      expect(world.rows).toEqual([]);
    }
    const states = world.published.map(({ findings }) => findings['alpha']);
    expect(states.map((state) => state?.status)).toEqual(Array(60).fill('REMEDIATED'));
    expect(states.filter((state) => !state?.quiet)).toHaveLength(6);
    expect(states[5]?.flapping?.count).toBe(6);
  });

  test('tells of what fails in between, and of the remediation after it', async () => {
    const world = newWorld();
    let refuses = false;
    const remediator = toyRemediator(world, {
      fix: (_, rows) => {
        if (refuses) return { gone: [], removed: [], left: rows, error: 'AccessDenied: no' };
        world.rows = [];
        return { gone: rows, removed: rows, left: [] };
      },
    });
    const opened = async (minute: number) => {
      world.rows = [row(`r${minute}`, 'alpha')];
      world.now = START + minute * 60_000;
      await remediate(remediator, { ...task(world), deadline: world.now + 45_000 });
      return world.published.at(-1)?.findings['alpha'];
    };
    for (let minute = 0; minute < 7; minute += 1) await opened(minute);
    expect((await opened(8))?.quiet).toBe(true);
    refuses = true;
    const failed = await opened(9);
    expect(failed).toMatchObject({ status: 'FAILED' });
    expect(failed).not.toHaveProperty('quiet');
    refuses = false;
    const again = await opened(10);
    expect(again).toMatchObject({ status: 'REMEDIATED', flapping: { count: 6 } });
    expect(again).not.toHaveProperty('quiet');
    expect((await opened(11))?.quiet).toBe(true);
  });
});
