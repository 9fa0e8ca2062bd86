import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY, type Mode, mayBeOn, type Override } from '../../../lambdas/core/base/policy.ts';
import type { Facts } from '../../../lambdas/core/exclusions/match.ts';
import { modeFor } from '../../../lambdas/core/exclusions/overrides.ts';

const facts: Facts = {
  account: '111122223333',
  region: 'ap-southeast-1',
  id: 'sg-1',
  shownId: 'sg-1',
  arn: 'arn:aws:ec2:ap-southeast-1:111122223333:security-group/sg-1',
  today: '2026-11-22',
  canBeName: () => false,
};
const tagged = (...sets: readonly (readonly [string, Record<string, string>])[]): Facts => ({
  ...facts,
  tags: { value: sets.map(([owner, tags]) => ({ owner, tags })) },
});

type Entry = Omit<Override, 'origin'>;
const policyWith = (overrides: readonly Entry[], base: Mode = 'remediate') => ({
  ...DEFAULT_POLICY,
  templates: { other: { mode: 'notify' as const } },
  mode: base,
  overrides: overrides.map((entry, i) => ({ origin: `policy.yaml:${i + 1}`, ...entry })),
});
const modeIn = (overrides: readonly Entry[], given = facts, base: Mode = 'remediate', template = 'ssh') =>
  modeFor(policyWith(overrides, base), template, given);

const here = { accounts: ['111122223333'] };
const elsewhere = { accounts: ['999999999999'] };

describe('without tags', () => {
  test.each<[string, readonly Entry[], Mode, Mode]>([
    ['none holds: the template’s own mode', [{ ...elsewhere, mode: 'off' }], 'remediate', 'remediate'],
    ['one without templates is the most that they do', [{ ...here, mode: 'notify' }], 'remediate', 'notify'],
    ['… and never raises', [{ ...here, mode: 'remediate' }], 'notify', 'notify'],
    [
      'one that names the template is exact, and raises',
      [{ templates: ['ssh'], mode: 'remediate' }],
      'off',
      'remediate',
    ],
    ['one that names others is none', [{ templates: ['rdp'], mode: 'off' }], 'remediate', 'remediate'],
    ['a region by a pattern', [{ regions: ['ap-*'], mode: 'off' }], 'remediate', 'off'],
    ['all keys have to hold', [{ ...here, regions: ['eu-*'], mode: 'off' }], 'remediate', 'remediate'],
    [
      'the first that holds decides',
      [
        { ...elsewhere, mode: 'off' },
        { ...here, mode: 'notify' },
        { ...here, mode: 'off' },
      ],
      'remediate',
      'notify',
    ],
  ])('%s', (_, overrides, base, mode) => {
    expect(modeIn(overrides, facts, base).mode).toBe(mode);
  });

  test('a template’s own mode is what is lowered', () => {
    expect(modeIn([{ ...here, mode: 'remediate' }], facts, 'remediate', 'other').mode).toBe('notify');
  });
});

describe('with tags', () => {
  const dev: readonly Entry[] = [{ tags: { Stage: 'dev' }, mode: 'notify' }];
  const off: readonly Entry[] = [{ tags: { Stage: 'dev' }, mode: 'off' }];

  test('they have to be read, unless an earlier entry decides', () => {
    expect(modeIn(dev)).toEqual({ mode: 'remediate', lacks: 'tags' });
    expect(modeIn([{ ...here, mode: 'off' }, ...dev]).lacks).toBeUndefined();
  });

  test('it lowers the resource that has them, and no other', () => {
    expect(modeIn(dev, tagged(['sg-1', { Stage: 'dev' }])).mode).toBe('notify');
    expect(modeIn(dev, tagged(['sg-1', { Stage: 'prod' }])).mode).toBe('remediate');
  });

  test('it never raises, also where it names the template', () => {
    const raise: readonly Entry[] = [{ tags: { Stage: 'dev' }, templates: ['ssh'], mode: 'remediate' }];
    expect(modeIn(raise, tagged(['sg-1', { Stage: 'dev' }]), 'notify').mode).toBe('notify');
  });

  test('of some users of a group only: reported, and not silenced', () => {
    const shared = tagged(['sg-1', {}], ['i-1', { Stage: 'dev' }], ['i-2', {}]);
    expect(modeIn(dev, shared).mode).toBe('notify');
    expect(modeIn(off, shared).mode).toBe('notify');
  });

  test('that cannot be read leave it open whether it holds', () => {
    const unreadable = modeIn(dev, { ...facts, tags: { error: 'AccessDenied' } });
    expect(unreadable).toMatchObject({ mode: 'remediate', unreadable: { origin: 'policy.yaml:1' } });
  });
});

test('a template that is off is deployed all the same where an override may switch it on', () => {
  expect(mayBeOn(policyWith([{ ...here, templates: ['ssh'], mode: 'notify' }], 'off'), 'ssh')).toBe(true);
  expect(mayBeOn(policyWith([{ ...here, mode: 'notify' }], 'off'), 'ssh')).toBe(false);
});
