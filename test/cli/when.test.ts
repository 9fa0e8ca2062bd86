import { describe, expect, test } from 'vitest';
import { sinceOf, untilOf } from '../../cli/when.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const until = (text: string) => untilOf(text, 30, NOW);

describe('--until', () => {
  test.each([
    ['24h', '2026-11-23T09:00:00.000Z'],
    ['90m', '2026-11-22T10:30:00.000Z'],
    ['30d', '2026-12-22T09:00:00.000Z'],
    ['2026-11-30', '2026-11-30'],
    ['2026-11-22', '2026-11-22'],
    ['2026-11-30T12:00:00Z', '2026-11-30T12:00:00Z'],
  ])('%s ends at %s', (text, end) => expect(until(text)).toBe(end));

  test.each([
    ['31d', 'exceptions.maxDays'],
    ['2026-12-22', 'exceptions.maxDays'],
    ['2026-11-21', 'is past'],
    ['0h', 'is past'],
    ['2026-02-30', 'is no time'],
    ['tomorrow', 'is no time'],
    ['2026-11-30T12:00:00', 'is no time'],
    ['', 'is no time'],
    ['-1h', 'is no time'],
  ])('%s is refused: %s', (text, why) => expect(() => until(text)).toThrow(why));
});

describe('--since', () => {
  test.each([
    ['7d', NOW - 7 * 86_400_000],
    ['2026-11-22', Date.UTC(2026, 10, 22)],
    ['2026-11-22T08:00:00Z', NOW - 3_600_000],
  ])('%s begins at %s', (text, begin) => expect(sinceOf(text, NOW)).toBe(begin));

  test('is refused for what is no time', () => expect(() => sinceOf('last week', NOW)).toThrow('is no time'));
});
