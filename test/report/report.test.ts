import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerRecord } from '../../lambdas/core/ledger/record.ts';
import { modelOf } from '../support/report-page.ts';
import { ACTORS, groupRecord, rule } from '../support/report-records.ts';
import { SAMPLE } from '../support/report-sample.ts';

const sample = modelOf(SAMPLE);
const world = rule('1', 'tcp', 22, '0.0.0.0/0');
const office = rule('2', 'tcp', 22, '198.51.100.0/24');
const group = (over: Partial<Parameters<typeof groupRecord>[0]> = {}): LedgerRecord =>
  groupRecord({
    id: 'sg-1',
    before: [world, office],
    states: { 'unrestricted-ssh-access': { status: 'NOTIFIED', parts: [world] } },
    openedAt: '2026-11-22T09:00:00Z',
    actor: ACTORS.shell,
    ...over,
  });
const removing = { status: 'REMEDIATED', parts: [world] } as const;
const closed = (took: number, id = 'sg-1', n = 1): LedgerRecord =>
  group({ id, n, took, removed: [world], states: { 'unrestricted-ssh-access': removing } });

describe('the findings', () => {
  test('are one for each resource and template: the state that was recorded last', () => {
    const { findings } = modelOf({ records: [group(), closed(2000, 'sg-1', 2)] });
    expect(findings).toMatchObject([{ standing: 'REMEDIATED', current: true, remediation: 'sg-1/2' }]);
  });
  test('that are not current any more lead to where they go on', () => {
    const { cases } = modelOf({ records: [group(), closed(2000, 'sg-1', 2)] });
    expect(cases.map(({ findings }) => findings.map(({ current, later }) => ({ current, later })))).toEqual([
      [{ current: true, later: undefined }],
      [{ current: false, later: 'sg-1/2/unrestricted-ssh-access' }],
    ]);
  });
  test('do not depend on the order in which the ledger is read', () => {
    const shuffled = fc.shuffledSubarray([...SAMPLE.records], { minLength: SAMPLE.records.length });
    fc.assert(
      fc.property(shuffled, (records) => {
        expect(modelOf({ ...SAMPLE, records })).toEqual(sample);
      }),
      { numRuns: 50 },
    );
  });
  test('stand in the order of what needs a person first', () => {
    expect(sample.findings.map(({ standing }) => standing)).toEqual([
      'FAILED',
      'OPEN',
      'EXCEPTED',
      'EXCLUDED',
      ...Array<string>(7).fill('REMEDIATED'),
      'RESOLVED',
    ]);
  });
  test('of the same standing stand by severity and then by age while open', () => {
    const open = (id: string, template: string, openedAt: string) =>
      group({ id, openedAt, states: { [template]: { status: 'NOTIFIED', parts: [world] } } });
    const { findings } = modelOf({
      records: [
        open('sg-young', 'unrestricted-ssh-access', '2026-11-22T09:00:00Z'),
        open('sg-mild', 'unrestricted-dns-access', '2026-11-01T09:00:00Z'),
        open('sg-old', 'unrestricted-ssh-access', '2026-11-21T09:00:00Z'),
      ],
    });
    expect(findings.map(({ resource }) => resource.id)).toEqual(['sg-old', 'sg-young', 'sg-mild']);
  });
  test('name who opened what somebody else has closed', () => {
    const opened = group();
    const { 'unrestricted-ssh-access': state } = opened.findings;
    const resolved: LedgerRecord = {
      ...group({ n: 2, before: [], states: {}, actor: ACTORS.console }),
      findings: {
        'unrestricted-ssh-access': { ...state, status: 'RESOLVED', n: 2, keys: [], violating: [] },
      },
      changed: ['unrestricted-ssh-access'],
    };
    const [finding] = modelOf({ records: [opened, resolved] }).findings;
    expect(finding).toMatchObject({ actor: ACTORS.console, openedBy: ACTORS.shell, openFor: 2400 });
  });
  test('whose record has expired are told by the newest one, without its event', () => {
    const old = group();
    const newest: LedgerRecord = { ...group({ n: 7, states: {} }), findings: old.findings };
    const { findings } = modelOf({ records: [newest] });
    expect(findings).toMatchObject([{ standing: 'OPEN', current: true }]);
    expect(findings[0]).not.toHaveProperty('actor');
  });
});

test('a finding is unfinished while its remediation is begun only', () => {
  const { findings } = modelOf({ records: [{ ...closed(1), state: 'STARTED' }] });
  expect(findings.map(({ standing }) => standing)).toEqual(['UNFINISHED']);
});

test('of what is closed, what keeps coming back stands first', () => {
  const flapping = { count: 6, since: '2026-11-22T08:00:00Z', actors: ['a'], tools: ['Terraform'] };
  const back = group({
    id: 'sg-back',
    removed: [world],
    states: { 'unrestricted-ssh-access': { ...removing, flapping } },
    openedAt: '2026-11-01T09:00:00Z',
  });
  const { findings } = modelOf({ records: [closed(1, 'sg-new'), back] });
  expect(findings.map(({ resource }) => resource.id)).toEqual(['sg-back', 'sg-new']);
});

describe('each part of the resource', () => {
  const marks = (record: LedgerRecord) =>
    modelOf({ records: [record] }).cases[0]?.rows.map(({ mark, before, after }) => [mark, before, after]);
  const with1 = (status: 'FAILED' | 'NOTIFIED' | 'EXCLUDED' | 'RESOLVED') =>
    group({ states: { 'unrestricted-ssh-access': { status, parts: [world] } } });

  test.for([
    ['is kept or removed', closed(1), ['REMOVED', true, false]],
    ['is still open after a failed fix', with1('FAILED'), ['FAILED', true, true]],
    ['is open in mode notify', with1('NOTIFIED'), ['OPEN', true, true]],
    ['is excluded', with1('EXCLUDED'), ['EXCLUDED', true, true]],
    ['was gone before the fix', with1('RESOLVED'), ['GONE', true, false]],
    ['is unfinished', { ...closed(1), state: 'STARTED' as const }, ['UNFINISHED', true, true]],
  ] as const)('%s', ([, record, expected]) => {
    expect(marks(record)).toEqual([expected, ['KEPT', true, true]]);
  });
  test('that was removed is shown even where the resource was too large to record all of it', () => {
    const large = { ...closed(1), before: [], kept: 900, trimmed: true };
    expect(marks(large)).toEqual([['REMOVED', true, false]]);
    expect(modelOf({ records: [large] }).cases).toMatchObject([{ trimmed: true, kept: 900 }]);
  });
  test('that came in place of a removed one is added', () => {
    const rest = rule('3', 'tcp', [23, 30], '0.0.0.0/0');
    expect(marks({ ...closed(1), added: [rest] })?.at(-1)).toEqual(['ADDED', false, true]);
  });
  test('names every template that it violates, those recorded earlier too', () => {
    const first = group({ states: { 'unrestricted-telnet-access': { status: 'NOTIFIED', parts: [world] } } });
    const second = group({ n: 2, carried: first.findings });
    const [newest] = modelOf({ records: [first, second] }).cases.filter(({ n }) => n === 2);
    expect(newest?.rows.map(({ violates }) => violates)).toEqual([
      ['Unrestricted Telnet Access', 'Unrestricted SSH Access'],
      [],
    ]);
  });
  test('of an unknown shape is marked all the same, and shown as JSON', () => {
    const odd = { ...closed(1), before: [{ odd: [1] }, { odd: [2] }], removed: [{ odd: [1] }] };
    const [shown] = modelOf({ records: [odd] }).cases;
    expect(shown?.rows.map(({ mark, cells }) => [mark, cells.map(({ text }) => JSON.parse(text))])).toEqual([
      ['REMOVED', [{ odd: [1] }]],
      ['KEPT', [{ odd: [2] }]],
    ]);
  });
});

describe('the numbers', () => {
  test('count the sample', () => {
    expect(sample.summary).toMatchObject({
      counts: { FAILED: 1, UNFINISHED: 0, OPEN: 1, EXCEPTED: 1, EXCLUDED: 1, REMEDIATED: 7, RESOLVED: 1 },
      remediations: 8,
      removed: 10,
      resources: 11,
    });
  });
  test('by template add up to all', () => {
    const sum = sample.summary.byTemplate.reduce((total, line) => total + line.total, 0);
    expect(sum).toBe(sample.findings.length);
    expect(sample.summary.bySeverity.reduce((total, line) => total + line.total, 0)).toBe(sum);
  });
  test('give the median and p99 by nearest rank', () => {
    const records = Array.from({ length: 200 }, (_, i) => closed((i + 1) * 10, `sg-${i}`));
    expect(modelOf({ records }).summary.speed).toEqual({ count: 200, median: 1000, p99: 1980 });
  });
  test('take no time from what a sweep found, or what was not removed', () => {
    const { openedAt: _, ...swept } = closed(5000);
    expect(modelOf({ records: [swept, group({ id: 'sg-2' })] }).summary).not.toHaveProperty('speed');
  });
});

test('undo is offered for what was removed, and for nothing else', () => {
  const undo = (record: LedgerRecord) => modelOf({ records: [record] }).cases[0]?.undo;
  expect(undo(closed(1))).toBe('npx --no -- drawbridge undo sg-1/1 --region eu-central-1');
  expect(undo(group())).toBeUndefined();
  expect(undo({ ...closed(1), state: 'STARTED' })).toBeUndefined();
});
