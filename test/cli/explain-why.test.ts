import { describe, expect, test } from 'vitest';
import { isNear, why } from '../../cli/explain/why.ts';
import type { Exclusion } from '../../lambdas/core/base/policy.ts';
import type { TagSet } from '../../lambdas/core/base/ports.ts';
import type { Facts, Key } from '../../lambdas/core/exclusions/match.ts';

const facts = (tags: readonly TagSet[] = []): Facts => ({
  account: '123456789012',
  region: 'us-east-1',
  id: 'sg-1',
  shownId: 'sg-1',
  arn: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-1',
  today: '2026-11-22',
  canBeName: () => true,
  name: { value: 'web' },
  tags: { value: tags },
});
const about = { template: 'unrestricted-ssh-access', cidrs: ['0.0.0.0/0'] };
const audit = { 'CASB-Audit': 'No' };

describe('the key that does not hold is told in words', () => {
  test.for<[Key, Partial<Exclusion>, readonly TagSet[], string]>([
    ['accounts', { accounts: ['111122223333'] }, [], 'this is account 123456789012, not 111122223333'],
    ['regions', { regions: ['eu-west-1', 'ap-*'] }, [], 'this is us-east-1, not eu-west-1, ap-*'],
    ['until', { until: '2026-11-21' }, [], 'it ended after 2026-11-21, and today is 2026-11-22'],
    ['resources', { resources: ['sg-2', 'db'] }, [], 'sg-1 (web) is not sg-2, db'],
    ['templates', { templates: ['x'] }, [], 'unrestricted-ssh-access is not x'],
    ['sources', { sources: ['203.0.113.0/24'] }, [], '0.0.0.0/0 is not within 203.0.113.0/24'],
    ['tags', { tags: audit }, [{ owner: 'sg-1', tags: {} }], 'CASB-Audit=No is not on sg-1'],
    [
      'tags',
      { tags: audit },
      [{ owner: 'sg-1', tags: { 'CASB-Audit': 'no' } }],
      'CASB-Audit=No is not on sg-1; sg-1 has CASB-Audit=no',
    ],
    [
      'tags',
      { tags: audit },
      [
        { owner: 'sg-1', tags: {} },
        { owner: 'i-1', tags: audit },
        { owner: 'i-2', tags: {} },
      ],
      'CASB-Audit=No is not on all of sg-1, i-1, i-2; i-1 has CASB-Audit=No',
    ],
  ])('%s', ([key, exclusion, tags, words]) => {
    expect(why(key, { origin: 'policy.yaml:1', ...exclusion }, facts(tags), about)).toBe(words);
  });
});

describe('an exclusion almost applies', () => {
  test.for<[string, Key, Partial<Exclusion>, readonly TagSet[], boolean]>([
    ['with two keys of which one holds', 'until', { accounts: ['x'], until: 'y' }, [], true],
    ['not with one key alone', 'accounts', { accounts: ['x'] }, [], false],
    ['not with a tag that nobody has', 'tags', { tags: audit }, [{ owner: 'sg-1', tags: {} }], false],
    [
      'with a tag that has another value',
      'tags',
      { tags: audit },
      [{ owner: 'sg-1', tags: { 'CASB-Audit': 'Yes' } }],
      true,
    ],
  ])('%s', ([, key, exclusion, tags, expected]) => {
    expect(isNear(key, { origin: 'policy.yaml:1', ...exclusion }, facts(tags))).toBe(expected);
  });
});
