import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isTooDeep, readPolicyText } from '../../../lambdas/core/judge/policy-text.ts';

const ALLOW = '{"Effect":"Allow","Principal":{"AWS":"1"}}';
const TWICE = '{"StringEquals":{"aws:SourceVpce":"vpce-1"},"StringEquals":{"aws:SourceVpc":"vpc-1"}}';

describe('a policy that is read as it stands', () => {
  test.each([
    ['an empty one', '{}'],
    ['a text', '"x"'],
    ['the same key in two objects', '{"a":{"x":1},"b":{"x":1},"x":[{"x":1},{"x":1}]}'],
    ['a key that looks like a value', '{"a":"b","b":"a","c":["a","a"]}'],
    ['keys in two spellings', '{"Sid":"a","sid":"b"}'],
    ['quotes and braces within texts', '{"a":"{\\"a\\":1,\\"a\\":2}","b":"}]"}'],
    ['numbers', '{"a":[0,-0,1,-1.5,1e3,123456789012345,0.1,1e-300,100000000000000000000]}'],
    ['white space', ' { "a" : [ 1 , 2 ] , "b" : { } } '],
  ])('%s', (_, text) => {
    expect(readPolicyText(text)).toEqual({ document: JSON.parse(text) as unknown });
  });
  test('whatever JSON it is', () => {
    const value = fc
      .jsonValue({ maxDepth: 5 })
      .filter((one) => !/\d{16}|e[+-]?\d{3}/.test(JSON.stringify(one)));
    fc.assert(
      fc.property(value, (one) => {
        const text = JSON.stringify(one);
        expect(readPolicyText(text).document).toEqual(JSON.parse(text));
        if (!/[\d.]{16}/.test(text)) expect(readPolicyText(text)).not.toHaveProperty('distrust');
      }),
    );
  });
});

describe('a policy that cannot be trusted', () => {
  test.each([
    ['a condition with an operator twice', `{"Statement":[${ALLOW},{"Condition":${TWICE}}]}`, [1]],
    ['a statement with an element twice', `{"Statement":[{"Sid":"a","Sid":"b"},${ALLOW}]}`, [0]],
    ['the only statement', '{"Statement":{"Sid":"a","Sid":"b"}}', [0]],
    ['a key within the only statement', `{"Statement":{"Condition":${TWICE}}}`, [0]],
    ['two lists of statements', `{"Statement":[${ALLOW}],"Statement":[]}`, 'all'],
    ['a key in another spelling of its letters', '{"Statement":[{"Sid":"a","\\u0053id":"b"}]}', [0]],
    ['two statements', `{"Statement":[{"a":1,"a":1},${ALLOW},{"b":1,"b":1}]}`, [0, 2]],
    ['an object beside the statements', '{"Statement":[],"Id":{"a":1,"a":1}}', 'all'],
  ])('%s', (_, text, statements) => {
    expect(readPolicyText(text).distrust).toEqual({
      why: expect.stringContaining('a key that stands twice in one object'),
      statements,
    });
  });
  test.each([
    '12345678901234567890',
    '1234567890.1234567',
    '1e400',
    '-1e400',
    '1e-400',
    '0.12345678901234567',
  ])('the number %s, which JSON cannot hold', (token) => {
    expect(readPolicyText(`{"Statement":[${ALLOW}],"N":${token}}`).distrust).toEqual({
      why: `a number that JSON cannot hold, ${token}`,
      statements: [],
    });
  });
});

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

test('a policy that is nested deeper than any is refused, not judged', () => {
  expect(readPolicyText(nested(32)).document).toBeDefined();
  for (const depth of [33, 5000, 500_000])
    expect(() => readPolicyText(nested(depth))).toThrow('nested deeper than 32 levels');
  expect(() => readPolicyText(`${'{"Statement":'.repeat(5000)}1${'}'.repeat(5000)}`)).toThrow(RangeError);
  expect(isTooDeep(JSON.parse(nested(32)))).toBe(false);
  expect(isTooDeep(JSON.parse(nested(5000)))).toBe(true);
});

test('what is no JSON is refused', () => {
  for (const text of ['', '{', '{"a":1,}', "{'a':1}", 'null null'])
    expect(() => readPolicyText(text)).toThrow(SyntaxError);
});
