import { describe, expect, onTestFinished, test } from 'vitest';
import { type Limits, openYara, ScanError, type Source } from '../../../lambdas/workloads/yara/yara.ts';

const needle: Source = { name: 'ours', text: 'rule needle { strings: $a = /needle-\\d+/ condition: $a }' };
const QUICK: Limits = { scanMs: 1000, compileMs: 60_000, most: 10 };

const open = async (others: readonly Source[] = [], limits = QUICK) => {
  const yara = await openYara([needle], others, limits);
  onTestFinished(() => yara.close());
  return yara;
};

const bytes = (text: string) => Buffer.from(text);

test('a rule holds where its pattern is', async () => {
  const yara = await open();
  expect(await yara.scan(bytes('in a needle-42 stack'))).toEqual([
    { source: 'ours', rule: 'needle', matches: [{ offset: 5, length: 9 }] },
  ]);
  expect(await yara.scan(bytes('hay'))).toEqual([]);
});

test('looks that are asked for at once are answered each by its own', async () => {
  const yara = await open();
  const texts = Array.from({ length: 20 }, (_, i) => `${' '.repeat(i)}needle-1`);
  const found = await Promise.all(texts.map((text) => yara.scan(bytes(text))));
  expect(found.map(([hit]) => hit?.matches[0]?.offset)).toEqual(texts.map((_, i) => i));
});

test('of one pattern no more matches are told than wanted', async () => {
  const yara = await open();
  const [hit] = await yara.scan(bytes('needle-1 '.repeat(500)));
  expect(hit?.matches).toHaveLength(10);
});

describe('what does not compile is left out, and the rest holds', () => {
  test.for([
    ['an unknown pattern', 'rule x { condition: $a }', 'unknown pattern'],
    ['no rule at all', 'hello', 'syntax error'],
    ['parentheses without end', `rule x { condition: ${'('.repeat(50_000)}true }`, ''],
    ['a module that is not there', 'import "cuckoo2" rule x { condition: true }', 'not found'],
  ] as const)('%s', async ([, text, why]) => {
    const yara = await open([
      { name: 'theirs', text },
      { name: 'good', text: 'rule always { condition: true }' },
    ]);
    expect(yara.refused).toEqual([{ name: 'theirs', why: expect.stringContaining(why) }]);
    const found = await yara.scan(bytes('needle-7'));
    expect(found.map(({ source }) => source)).toEqual(['ours', 'good']);
  });
});

test('a rule that would take minutes ends, and the next look is as good as any', async () => {
  const slow = { name: 'slow', text: 'rule slow { strings: $a = /x.*x.*x.*x.*y/s condition: $a }' };
  const yara = await open([slow]);
  await expect(yara.scan(Buffer.alloc(1_000_000, 'x'))).rejects.toThrow(ScanError);
  expect((await yara.scan(bytes('needle-7'))).map(({ rule }) => rule)).toEqual(['needle']);
});

test('two rules of one name in two sources are two rules', async () => {
  const yara = await open([{ name: 'theirs', text: needle.text }]);
  expect((await yara.scan(bytes('needle-7'))).map(({ source }) => source)).toEqual(['ours', 'theirs']);
});
