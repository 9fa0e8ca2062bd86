import { describe, expect, test } from 'vitest';
import { decide, type Instance, isGone } from '../../lambdas/core/workloads/decide.ts';

const SKIP = ['CG_AWP_SKIP_SCAN', 'NoScan'];

const instance = (own: Partial<Instance>): Instance => ({
  id: 'i-0123456789abcdef0',
  state: 'running',
  platform: 'Linux/UNIX',
  tags: {},
  volumes: ['vol-0123456789abcdef0'],
  ...own,
});

describe('an instance is', () => {
  test.for([
    ['scanned', {}, undefined],
    ['scanned, on Red Hat', { platform: 'Red Hat Enterprise Linux' }, undefined],
    ['skipped by the tag, with an empty value', { tags: { CG_AWP_SKIP_SCAN: '' } }, 'Skipped'],
    ['skipped by the tag, with the value false', { tags: { CG_AWP_SKIP_SCAN: 'false' } }, 'Skipped'],
    ['skipped by the policy’s own tag', { tags: { NoScan: '1' } }, 'Skipped'],
    ['not skipped by a tag of another case', { tags: { noscan: '1' } }, undefined],
    ['skipped rather than unsupported', { tags: { NoScan: '1' }, platform: 'Windows' }, 'Skipped'],
    ['unsupported on Windows', { platform: 'Windows with SQL Server Standard' }, 'Unsupported'],
    ['unsupported without volumes', { volumes: [] }, 'Unsupported'],
    ['unsupported on an Outpost', { outpost: 'op-0123' }, 'Unsupported'],
    ['left for later while it is stopped', { state: 'stopped' }, 'Waiting'],
    ['left for later while it starts', { state: 'pending' }, 'Waiting'],
  ] as const)('%s', ([, own, status]) => {
    const decision = decide(instance(own as Partial<Instance>), SKIP);
    expect(decision.scan ? undefined : decision.status).toBe(status);
    if (!decision.scan) expect(decision.reason).not.toBe('');
  });

  test('gone once it is terminated, not while it is stopped', () => {
    expect(['running', 'stopped', 'shutting-down', 'terminated'].map((state) => isGone({ state }))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
