import { expect, test } from 'vitest';
import { planRestore } from '../../../lambdas/resource-types/rds-snapshot/plan-restore.ts';

const ALL = { value: 'all' };
const PARTNER = { value: '111122223333' };

test.each([
  ['alone', [], [ALL]],
  ['beside who was named since', [PARTNER], [ALL]],
])('`all` comes back %s', (_, restore, put) => {
  expect(planRestore({ restore }, { removed: [ALL] })).toEqual({ put, take: [], notes: [] });
});

test('a snapshot that is public already stays as it is', () => {
  expect(planRestore({ restore: [ALL] }, { removed: [ALL] })).toEqual({
    refused: expect.stringContaining('nothing to put back'),
  });
});
