import { expect, test } from 'vitest';
import { literalKeys } from '../../../lib/bundle/schema-prune.ts';

test('a key that stands for a text is written as that text', () => {
  expect(literalKeys('const _a = "aws\\"x";\nexport const A = [0, { [_a]: 1, [_b]: 2 }];')).toBe(
    'const _a = "aws\\"x";\nexport const A = [0, { "aws\\"x": 1, [_b]: 2 }];',
  );
});
