import { describe, expect, test } from 'vitest';
import { historyOf } from '../../cli/history.ts';
import { CIFS, recordOf } from '../publisher/records.ts';

const removed = recordOf('REMEDIATED');
const left = recordOf('EXCLUDED', { n: 8, closedAt: '2026-11-22T10:00:00.000Z' });
const begun = recordOf('REMEDIATED', { n: 9, closedAt: '2026-11-22T11:00:00.000Z' });

test('the newest comes first, with what undo takes where something was removed', () => {
  const [first, second] = historyOf([removed, left], {});
  expect(first).toMatchObject({ status: 'EXCLUDED', template: CIFS, removed: 0 });
  expect(first).not.toHaveProperty('remediation');
  expect(second).toMatchObject({ status: 'REMEDIATED', remediation: 'sg-0123456789abcdef0/7', removed: 2 });
});

test('what a function is at, or has died over, is STARTED', () => {
  expect(historyOf([{ ...begun, state: 'STARTED' }], {})).toMatchObject([{ status: 'STARTED' }]);
});

describe('what is wanted', () => {
  test.each([
    ['by status', { status: 'EXCLUDED' }, ['EXCLUDED']],
    ['by time', { since: Date.parse('2026-11-22T09:30:00Z') }, ['EXCLUDED']],
    ['by template', { template: 'unrestricted-telnet-access' }, []],
    ['by all at once', { status: 'REMEDIATED', template: CIFS, since: 1 }, ['REMEDIATED']],
  ])('%s is told alone', (_, wanted, statuses) => {
    expect(historyOf([removed, left], wanted).map(({ status }) => status)).toEqual(statuses);
  });
});
