import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { complain, print, table } from '../../cli/terminal.ts';

afterEach(() => vi.restoreAllMocks());

const heard = (stream: NodeJS.WriteStream, act: () => void): string => {
  const write = vi.spyOn(stream, 'write').mockReturnValue(true);
  act();
  return write.mock.calls.map(([text]) => String(text)).join('');
};

/** Sets the title, wipes the screen, turns the reading direction, and claims that all is well. */
const HOSTILE = 'sg-1\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eAll clear\u200b';

describe('what comes from outside gives no orders to a terminal', () => {
  test('in text, which keeps its lines and our colours', () => {
    const text = heard(process.stdout, () =>
      print(false, undefined, () => `\u001b[1mone\u001b[22m\n${HOSTILE}`),
    );
    expect(text.startsWith('\u001b[1mone\u001b[22m\nsg-1')).toBe(true);
    expect(stripVTControlCharacters(text)).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });
  test('in complaints', () => {
    expect(heard(process.stderr, () => complain(HOSTILE))).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
  });
  test('in JSON, which says the same to machines', () => {
    const json = heard(process.stdout, () => print(true, { name: HOSTILE }, () => ''));
    expect(json).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    expect(JSON.parse(json)).toEqual({ name: HOSTILE });
  });
});

describe('a table', () => {
  const rows = [
    ['TIME', 'WHAT'],
    ['2026-11-26', 'tcp 445 from 0.0.0.0/0 (sgr-0123456789abcdef0), which everybody may reach'],
  ];
  test('is as wide as it needs to be in a pipe', () => {
    expect(table(rows, undefined)).toContain('which everybody may reach');
  });
  test.each([40, 60, 80])('fits a terminal of %i columns, and says where it was cut', (columns) => {
    const lines = table(rows, columns).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns + 10);
    expect(lines[1]).toMatch(/…$/);
    expect(lines[1]).toHaveLength(columns);
  });
});
