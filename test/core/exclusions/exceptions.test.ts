import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Bounds,
  endOf,
  exclusionOf,
  judgeException,
  judgeStop,
} from '../../../lambdas/core/exclusions/exceptions.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const bounds: Bounds = { templates: new Set(['ssh']), maxDays: 30, now: NOW };
const good = {
  resource: 'arn:aws:toy:us-east-1:1:toy-1',
  id: 'x1',
  template: 'ssh',
  until: '2026-11-23T09:00:00Z',
  reason: 'migration',
  grantedBy: 'arn:aws:iam::1:user/a',
  grantedAt: '2026-11-22T08:59:00.123Z',
};

test.each([
  ['2026-11-22T09:00:00Z', Date.UTC(2026, 10, 22, 9)],
  ['2026-11-22T09:00:00.5Z', Date.UTC(2026, 10, 22, 9, 0, 0, 500)],
  ['2026-11-22', Date.UTC(2026, 10, 22, 23, 59, 59, 999)],
  ['2026-11-22T09:00:00', Number.NaN],
  ['2026-11-22T09:00:00+02:00', Number.NaN],
  ['2026-13-22', Number.NaN],
  ['2026-02-30', Number.NaN],
  ['tomorrow', Number.NaN],
  ['', Number.NaN],
])('the end %s is %s', (until, end) => expect(endOf(until)).toBe(end));

describe('an item', () => {
  test('that is about another resource, or about all of them, allows nothing here', () => {
    const here = { ...bounds, resource: good.resource };
    expect(judgeException(good, here)).toEqual({ holds: good });
    for (const resource of ['*', 'arn:aws:toy:us-east-1:1:*', `${good.resource}2`])
      expect(judgeException({ ...good, resource }, here)).toEqual({ why: 'it is about another resource' });
  });

  test('that is well-formed and within its time holds', () => {
    expect(judgeException(good, bounds)).toEqual({ holds: good });
    expect(judgeException({ ...good, until: '2026-12-22T08:59:00Z' }, bounds)).toHaveProperty('holds');
    expect(judgeException({ ...good, source: '203.0.113.0/24' }, bounds)).toHaveProperty('holds');
    expect(judgeException({ ...good, rule: 'private-key', hash: '3fa9c1d2e4b5' }, bounds)).toHaveProperty(
      'holds',
    );
  });

  test('whose end is past is over, which is nothing to speak of', () => {
    expect(judgeException({ ...good, until: '2026-11-22T09:00:00Z' }, bounds)).toEqual({ over: true });
    expect(judgeException({ ...good, until: '2026-11-22T09:00:00.001Z' }, bounds)).toHaveProperty('holds');
  });

  test.each([
    ['without an end', { until: undefined }, 'end'],
    ['with an end that is no text', { until: 1e12 }, 'end'],
    ['with an end in no zone', { until: '2026-11-23T09:00:00' }, 'end'],
    ['that is too long', { until: '2026-12-22T08:59:01Z' }, 'more than 30 days'],
    ['that never ends', { until: '9999-12-31' }, 'more than 30 days'],
    ['with a rule that is no text', { rule: ['private-key'] }, 'its rule is no text'],
    ['with a hash that is empty', { hash: '' }, 'its hash is no text'],
    ['granted nowhen', { grantedAt: undefined }, 'when it was granted'],
    ['granted in the future', { grantedAt: '2026-11-22T09:06:00Z' }, 'in the future'],
    ['of another template', { template: 'dns' }, 'template'],
    ['of every template', { template: '*' }, 'template'],
    ['without a template', { template: undefined }, 'template'],
    ['whose source is no CIDR', { source: 'anywhere' }, 'source'],
    ['whose source is a list', { source: ['0.0.0.0/0'] }, 'source'],
    ['without a reason', { reason: ' ' }, 'no reason'],
    ['whose reason is a book', { reason: 'x'.repeat(3000) }, 'no reason'],
    ['granted by nobody', { grantedBy: '' }, 'no grantedBy'],
  ])('%s allows nothing, and is told why', (_, change, why) => {
    expect(judgeException({ ...good, ...change }, bounds)).toEqual({ why: expect.stringContaining(why) });
  });

  test('of any other shape allows nothing and does no harm', () => {
    fc.assert(
      fc.property(fc.anything(), (item) => {
        expect(judgeException(item, bounds)).not.toHaveProperty('holds');
        expect(judgeStop(item, bounds)).not.toHaveProperty('holds');
      }),
    );
  });

  test('never holds longer than the policy allows from now, whatever it says about itself', () => {
    const day = fc.integer({ min: -100, max: 100 }).map((days) => new Date(NOW + days * 86_400_000));
    fc.assert(
      fc.property(day, day, (granted, until) => {
        const item = { ...good, grantedAt: granted.toISOString(), until: until.toISOString() };
        const holds = 'holds' in judgeException(item, bounds);
        if (holds) expect(until.getTime() - NOW).toBeLessThanOrEqual(30 * 86_400_000 + 300_000);
        if (holds) expect(until.getTime()).toBeGreaterThan(NOW);
      }),
    );
  });
});

test('the matcher gets resource, template and source, the finding who, why and until when', () => {
  expect(exclusionOf({ ...good, source: '10.0.0.0/8', remediation: 'toy-1/3' })).toEqual({
    origin: 'exception x1',
    resources: [good.resource],
    templates: ['ssh'],
    sources: ['10.0.0.0/8'],
    until: good.until,
    owner: good.grantedBy,
    reason: 'Exception x1: migration (undo of toy-1/3)',
  });
});

test('what narrows an exception to a part of an instance narrows the exclusion that it is', () => {
  const narrowed = exclusionOf({ ...good, rule: 'private-key', path: '/opt/a.pem', hash: '3fa9c1d2e4b5' });
  expect(narrowed).toMatchObject({ rules: ['private-key'], paths: ['/opt/a.pem'], hashes: ['3fa9c1d2e4b5'] });
  expect(exclusionOf(good)).not.toHaveProperty('rules');
});
