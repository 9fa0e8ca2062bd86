import { describe, expect, test } from 'vitest';
import { clock, duration } from '../../report/messages.ts';
import { layoutOf } from '../../report/parts.ts';

test.for([
  [0, '0.0 s'],
  [2449, '2.4 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min 59 s'],
  [3_600_000, '1 h'],
  [18_600_000, '5 h 10 min'],
  [266_400_000, '3 d 2 h'],
] as const)('%i ms are %s', ([milliseconds, expected]) => {
  expect(duration(milliseconds)).toBe(expected);
});

test('a time that is none stays as it is', () => {
  expect(clock('soon')).toBe('soon');
  expect(clock('2026-11-22')).toBe('2026-11-22, end of the day UTC');
  expect(clock('2026-11-22T09:00:03.250Z')).toBe('2026-11-22 09:00:03 UTC');
});

describe('a part is laid out', () => {
  const KINDS = ['security-group', 's3-bucket', 'rds-snapshot'];
  const cells = (kind: string, part: unknown) =>
    layoutOf(kind, [part])
      .cells(part)
      .map((cell) => cell.text);
  test.for([
    [{ protocol: '-1', source: { type: 'cidr', cidr: '::/0' } }, ['–', 'All', 'All', '::/0', '–']],
    [
      { protocol: 'icmp', fromPort: 3, toPort: 4, source: { type: 'group', id: 'sg-2', account: '1' } },
      ['–', 'icmp', 'Type 3 code 4', 'sg-2 (1)', '–'],
    ],
    [
      {
        protocol: 'tcp',
        fromPort: 1,
        toPort: 2,
        source: { type: 'unknown' },
        tags: [{ key: 'a', value: 'b' }],
      },
      ['–', 'tcp', '1-2', '{"type":"unknown"}', 'a=b'],
    ],
    [
      { kind: 'grant', grantee: 'http://acs.amazonaws.com/groups/global/AllUsers', permission: 'READ' },
      ['Grant', 'AllUsers', 'READ', 'http://acs.amazonaws.com/groups/global/AllUsers'],
    ],
    [
      {
        kind: 'statement',
        statement: '{"Effect":"Allow","NotPrincipal":{"AWS":["a","b"]},"Action":["x","y"]}',
      },
      [
        'Statement',
        'NotPrincipal: {"AWS":["a","b"]}',
        'Allow\nx\ny',
        expect.stringContaining('"NotPrincipal"'),
      ],
    ],
    [
      { kind: 'statement', statement: 'no JSON' },
      ['Statement', expect.any(String), expect.any(String), '"no JSON"'],
    ],
    [{ kind: 'encryption' }, ['Default encryption', '–', 'missing', '–']],
    [{ kind: 'toString' }, ['toString', '–', '–', expect.any(String)]],
    [{ value: 'all' }, ['all', 'Every AWS account']],
    [{ value: '111122223333' }, ['111122223333', 'One AWS account']],
    [null, ['null']],
  ] as const)('%j', ([part, expected]) => {
    const laidOut = KINDS.map((kind) => cells(kind, part));
    expect(laidOut).toContainEqual(expected);
  });
});
