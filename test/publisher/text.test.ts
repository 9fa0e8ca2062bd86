import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asciiJson, plain, shellWord } from '../../lambdas/publisher/text.ts';
import { anyText } from './records.ts';

describe('a text that somebody else chose', () => {
  it.each([
    ['a\nb\r\nc', 'a b c'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['\u202etxt.exe', 'txt.exe'],
    ['a\u2028b\u2029c', 'a b c'],
    ['tab\tand\u00a0space', 'tab and space'],
    ['lone \ud800 half', 'lone half'],
    ['Straße 東京 🚀', 'Straße 東京 🚀'],
  ])('%j becomes one printable line', (given, expected) => {
    expect(plain(given, 100)).toBe(expected);
  });

  it('never exceeds its length, never ends in half a character, never breaks the line', () => {
    fc.assert(
      fc.property(anyText(), fc.integer({ min: 1, max: 300 }), (text, max) => {
        const line = plain(text, max);
        expect(line.length).toBeLessThanOrEqual(max);
        expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('stays one word of the shell, whatever it is', () => {
    expect(shellWord('sg-0123/7')).toBe('sg-0123/7');
    expect(shellWord('awsbackup:job-1')).toBe('awsbackup:job-1');
    expect(shellWord("a'; reboot #")).toBe("'a'\\''; reboot #'");
    expect(shellWord('')).toBe("''");
  });
});

describe('JSON for services', () => {
  it('is ASCII and comes back as it was', () => {
    fc.assert(
      fc.property(fc.array(anyText()), (texts) => {
        const json = asciiJson(texts);
        expect(json).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(json)).toEqual(texts);
      }),
    );
  });
});
