import { describe, expect, test } from 'vitest';
import { type Exception, STOP } from '../../lambdas/core/exclusions/exceptions.ts';
import { allowedBy } from '../../report/exceptions.ts';
import { all, htmlOf, modelOf, parsed, text } from '../support/report-page.ts';
import { groupRecord, rule } from '../support/report-records.ts';
import { SAMPLE } from '../support/report-sample.ts';

const world = rule('1', 'tcp', 22, '0.0.0.0/0');
const excluded = (reason: string) =>
  groupRecord({
    id: 'sg-1',
    before: [world],
    states: { 'unrestricted-ssh-access': { status: 'EXCLUDED', parts: [world], exclusion: { reason } } },
    openedAt: '2026-11-22T09:00:00Z',
  });
const exception: Exception = {
  resource: excluded('').resource,
  id: 'x-1',
  template: 'unrestricted-ssh-access',
  until: '2026-11-23',
  reason: 'r',
  grantedBy: 'g',
  grantedAt: '2026-11-22T08:00:00Z',
};

describe('a finding that is left alone is', () => {
  test.for([
    ['excluded where the policy says so', 'The website', exception, 'EXCLUDED'],
    ['excepted where its reason names an exception in force', 'Exception x-1: r', exception, 'EXCEPTED'],
    ['excepted where it names one of several', 'The website; Exception x-1: r', exception, 'EXCEPTED'],
    ['excepted on its last day', 'Exception x-1: r', { ...exception, until: '2026-11-22' }, 'EXCEPTED'],
    [
      'excluded once it is over',
      'Exception x-1: r',
      { ...exception, until: '2026-11-22T14:29:59Z' },
      'EXCLUDED',
    ],
    ['excluded when its end is no date', 'Exception x-1: r', { ...exception, until: 'ever' }, 'EXCLUDED'],
    ['excluded when it names another', 'Exception x-12: r', exception, 'EXCLUDED'],
    [
      'excluded when it is for another resource',
      'Exception x-1: r',
      { ...exception, resource: 'r' },
      'EXCLUDED',
    ],
  ] as const)('%s', ([, reason, granted, expected]) => {
    const { findings, cases, exceptions } = modelOf({ records: [excluded(reason)], exceptions: [granted] });
    expect(findings.map(({ standing }) => standing)).toEqual([expected]);
    expect(cases.flatMap(({ rows }) => rows.map(({ mark }) => mark))).toEqual([expected]);
    expect(exceptions[0]?.findings).toHaveLength(expected === 'EXCEPTED' ? 1 : 0);
  });
});

describe('of the table of exceptions', () => {
  const bounds = {
    templates: new Set(['unrestricted-ssh-access']),
    maxDays: 30,
    now: Date.parse('2026-11-22T14:30:00Z'),
  };
  const stop = { ...STOP, until: '2026-11-23', reason: 'r', grantedBy: 'g', grantedAt: exception.grantedAt };

  test('those in force and those that are over are reported', () => {
    const over = { ...exception, id: 'x-2', until: '2026-11-22T09:00:00Z' };
    expect(allowedBy([exception, over], bounds)).toEqual({ exceptions: [exception, over], ignored: [] });
  });
  test('an emergency stop is reported while it is in force', () => {
    expect(allowedBy([stop], bounds).stop).toEqual(stop);
    expect(allowedBy([{ ...stop, until: '2026-11-22T09:00:00Z' }], bounds)).toEqual({
      exceptions: [],
      ignored: [],
    });
  });
  test.for([
    [{ ...exception, until: '2027-11-22' }, 'it ends more than 30 days after it was granted'],
    [{ ...exception, template: 'no-such' }, 'it names no template of this resource type'],
    [{ ...stop, until: '2036-01-01' }, 'it ends more than 30 days after it was granted'],
  ] as const)('%j is ignored, and the reason told', ([item, why]) => {
    expect(allowedBy([item], bounds)).toEqual({
      exceptions: [],
      ignored: [{ resource: item.resource, id: item.id, why }],
    });
  });
  test('what is no item at all breaks nothing', () => {
    for (const item of [null, 1, {}, { resource: 1, id: {} }])
      expect(allowedBy([item], bounds).ignored).toMatchObject([{ resource: 'not known', id: 'not known' }]);
  });
  test('the page shows what is ignored, and the emergency stop first of all', () => {
    const ignored = [{ resource: 'arn', id: 'x-9', why: 'its source is no CIDR' }];
    const { document } = parsed(htmlOf({ ...SAMPLE, ignored, stop }));
    expect(text(document.querySelector('header .error'))).toBe(
      'The emergency stop is in force until 2026-11-23, end of the day UTC: nothing is changed, only reported. By g: r',
    );
    expect(all(document, '[aria-labelledby="exceptions"] .error').map(text)).toEqual([
      'Exception x-9 for arn was ignored: its source is no CIDR.',
    ]);
  });
});
