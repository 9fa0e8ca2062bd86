import { describe, expect, test, vi } from 'vitest';
import { DEFAULT_POLICY, type Policy } from '../../../lambdas/core/base/policy.ts';
import type { Reader } from '../../../lambdas/core/base/ports.ts';
import { surroundingsOf } from '../../../lambdas/core/remediate/surroundings.ts';

const policy: Policy = { ...DEFAULT_POLICY, notifyTags: ['Owner', 'Team'] };

const reader = (ports: Partial<Reader<object>>): Reader<object> => ({
  read: async () => ({}),
  resolve: async () => [],
  ...ports,
});

const told = async (ports: Partial<Reader<object>>, given = policy, latest?: object) =>
  (
    await surroundingsOf({ reader: reader(ports), policy: given }, 'sg-1', {
      model: {},
      latest: latest as never,
    })
  ).surroundings;

describe('what surrounds a resource', () => {
  test('is its name, those of its own tags that are asked for and have a value, and who uses it', async () => {
    expect(
      await told({
        name: async () => 'web',
        tags: async () => [
          { owner: 'i-1', tags: { Owner: 'somebody else' } },
          { owner: 'sg-1', tags: { Owner: 'alice', Team: '', Cost: '7' } },
        ],
        usedBy: async () => ['instance i-1'],
      }),
    ).toEqual({ name: 'web', tags: { Owner: 'alice' }, usedBy: ['instance i-1'] });
  });

  test('is not asked for tags that no finding shows', async () => {
    const tags = vi.fn(async () => []);
    expect(await told({ tags }, DEFAULT_POLICY)).toBeUndefined();
    expect(tags).not.toHaveBeenCalled();
  });

  test('is as the last entry knew it where it cannot be read now, and absent where nobody ever knew', async () => {
    const fails = async () => {
      throw Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded' });
    };
    const latest = { surroundings: { name: 'web', usedBy: ['instance i-1'] } };
    expect(await told({ name: fails, usedBy: fails, tags: fails }, policy, latest)).toEqual(
      latest.surroundings,
    );
    expect(await told({ name: fails, usedBy: fails, tags: fails })).toBeUndefined();
  });

  test('holds up a finding for two seconds at most', async () => {
    vi.useFakeTimers();
    try {
      const answer = told({ name: async () => 'web', usedBy: () => new Promise(() => undefined) });
      await vi.advanceTimersByTimeAsync(2_000);
      expect(await answer).toEqual({ name: 'web' });
    } finally {
      vi.useRealTimers();
    }
  });

  test('counts the users that are too many to be listed', async () => {
    const users = Array.from({ length: 30 }, (_, i) => `instance i-${i}`);
    const { usedBy = [] } = (await told({ usedBy: async () => users })) ?? {};
    expect(usedBy).toHaveLength(20);
    expect(usedBy.at(-1)).toBe('… and 11 more');
  });
});
