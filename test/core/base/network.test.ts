import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addressOf,
  addUpToWorld,
  areWorld,
  type Block,
  blocksOfWorld,
  canonicalCidr,
  reachOf,
  WORLD,
} from '../../../lambdas/core/base/network.ts';

const block = (version: 4 | 6, start: number, end: number): Block => ({
  version,
  prefix: 32 - Math.log2(end - start),
  start,
  end,
});

describe('what a CIDR can contribute to the world', () => {
  const cases: readonly (readonly [string, ReturnType<typeof reachOf>])[] = [
    ['0.0.0.0/0', WORLD],
    ['::/0', WORLD],
    ['0:0:0:0:0:0:0:0/0', WORLD],
    ['::0/0', WORLD],
    ['208.236.235.254/0', WORLD],
    ['2001:db8::1/0', WORLD],
    ['::ffff:0.0.0.0/0', WORLD],
    ['0.0.0.0/00', WORLD],
    ['0.0.0.0/1', block(4, 0, 2 ** 31)],
    ['200.1.2.3/1', block(4, 2 ** 31, 2 ** 32)],
    ['254.0.0.0/7', block(4, 0xfe000000, 2 ** 32)],
    ['10.0.0.0/8', undefined],
    ['10.1.0.0/16', undefined],
    ['100.64.0.0/10', undefined],
    ['127.0.0.0/8', undefined],
    ['169.254.0.0/16', undefined],
    ['172.16.0.0/12', undefined],
    ['172.0.0.0/8', block(4, 0xac000000, 0xad000000)],
    ['192.168.0.0/16', undefined],
    ['8.0.0.0/7', block(4, 0x08000000, 0x0a000000)],
    ['11.0.0.0/8', block(4, 0x0b000000, 0x0c000000)],
    ['203.0.113.7/16', block(4, 0xcb000000, 0xcb010000)],
    ['203.0.113.0/17', undefined],
    ['203.0.113.0/24', undefined],
    ['0.0.0.0/32', undefined],
    ['2000::/3', block(6, 0x20000000, 0x40000000)],
    ['2001:db8:ffff::/31', block(6, 0x20010db8, 0x20010dba)],
    ['2001:db8::/32', block(6, 0x20010db8, 0x20010db9)],
    ['2001:db8:8000:ffff::/48', block(6, 0x20010db8 + 0.5, 0x20010db8 + 0.5 + 2 ** -16)],
    ['2001:db8:8000::/49', undefined],
    ['::ffff:0:0/96', undefined],
    ['fc00::/7', undefined],
    ['fd00::/8', undefined],
    ['fe80::/10', undefined],
    ['fc00::/6', block(6, 0xfc000000, 2 ** 32)],
    ['', undefined],
    ['/0', undefined],
    ['0.0.0.0', undefined],
    ['0.0.0.0/', undefined],
    ['0.0.0.0/-1', undefined],
    ['0.0.0.0/33', undefined],
    ['::/129', undefined],
    ['nowhere/0', undefined],
    ['1.2.3.4.5/0', undefined],
    ['0.0.0.0/0/0', undefined],
    [`${'0'.repeat(100)}/0`, undefined],
  ];

  test.for(cases)('%s', ([cidr, expected]) => expect(reachOf(cidr)).toEqual(expected));

  test('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `${text}/0`),
        ),
        (text) => void reachOf(text),
      ),
    );
  });

  test.for([`${':'.repeat(200_000)}/0`, `${'1.'.repeat(100_000)}/0`, '0'.repeat(200_000)])(
    'nothing, where the text is longer than any CIDR',
    (text) => expect(reachOf(text)).toBeUndefined(),
  );
});

describe('blocks that add up to the world', () => {
  const SIXTEENTH = 2 ** 28;
  const slots = (version: 4 | 6, ...indexes: readonly number[]): readonly Block[] =>
    indexes.map((i) => block(version, i * SIXTEENTH, (i + 1) * SIXTEENTH));

  test('hold three quarters of IPv4', () => {
    expect(addUpToWorld(slots(4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))).toBe(true);
    expect(addUpToWorld(slots(4, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10))).toBe(false);
  });

  test('or of global unicast IPv6, of which the rest does not count', () => {
    expect(addUpToWorld([block(6, 0x20000000, 0x38000000)])).toBe(true);
    expect(addUpToWorld([block(6, 0x20000000, 0x37ffffff)])).toBe(false);
    expect(addUpToWorld(slots(6, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15))).toBe(false);
  });

  test('or are none at all, which is not the world', () => expect(addUpToWorld([])).toBe(false));

  test('whatever their order and overlap: every sixteenth is counted once', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(15), fc.nat(15)), { maxLength: 8 }), (pairs) => {
        const blocks = pairs.map(([a, b]) =>
          block(4, Math.min(a, b) * SIXTEENTH, (Math.max(a, b) + 1) * SIXTEENTH),
        );
        const held = Array.from({ length: 16 }, (_, i) => i).filter((i) =>
          pairs.some(([a, b]) => Math.min(a, b) <= i && i <= Math.max(a, b)),
        );
        expect(addUpToWorld(blocks)).toBe(held.length >= 12);
      }),
    );
  });
});

describe('the blocks that the world is made of', () => {
  const cidrs = (...texts: readonly string[]) =>
    texts.flatMap((cidr) => {
      const reach = reachOf(cidr);
      return reach === undefined || reach === WORLD ? [] : [{ ...reach, cidr }];
    });
  const needed = (...texts: readonly string[]) => blocksOfWorld(cidrs(...texts)).map(({ cidr }) => cidr);
  const eights = (count: number) => Array.from({ length: count }, (_, i) => `${i}.0.0.0/8`);

  test('are all broad ones, but those within others', () => {
    expect(needed('0.0.0.0/1', '128.0.0.0/1')).toEqual(['0.0.0.0/1', '128.0.0.0/1']);
    expect(needed('12.0.0.0/7', '0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2')).not.toContain('12.0.0.0/7');
    expect(needed('0.0.0.0/1', '1.2.3.4/1', '128.0.0.0/1')).toHaveLength(3);
  });
  test('are longer ones only as far as it takes', () => {
    expect(needed(...eights(224), '203.7.0.0/16')).toHaveLength(222);
    expect(needed('0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '200.0.0.0/8', '203.7.0.0/16')).toEqual([
      '0.0.0.0/2',
      '64.0.0.0/2',
      '128.0.0.0/2',
    ]);
    expect(needed('0.0.0.0/1', '128.0.0.0/2', '1.0.0.0/16')).toEqual(['0.0.0.0/1', '128.0.0.0/2']);
  });
  test('are none where they are not the world', () => {
    expect(needed(...eights(150))).toEqual([]);
    expect(needed()).toEqual([]);
  });
  test('are the world as a list of CIDRs is', () => {
    expect(areWorld(eights(256))).toBe(true);
    expect(areWorld(['203.0.113.0/24', '::/0'])).toBe(true);
    expect(areWorld(['0.0.0.0/1', '8000::/1'])).toBe(false);
    expect(areWorld([])).toBe(false);
  });
});

describe('an address', () => {
  test.for([
    ['203.0.113.7', 4, 32],
    ['203.0.113.0/24', 4, 24],
    ['203.0.113.0/0', 4, 0],
    ['2001:db8::', 6, 128],
    ['2001:db8::/33', 6, 33],
  ] as const)('%s', ([text, version, prefix]) => expect(addressOf(text)).toEqual({ version, prefix }));
  test.for([
    '203.0.113.0/255.255.255.0',
    '203.0.113.0/',
    '203.0.113.0/33',
    '203.0.113.0/-1',
    '203.0.113.256/24',
    ' 203.0.113.0/24',
    '203.0.113.0/24,198.51.100.0/24',
    '10/8',
    '0x7f.1/8',
    '10.207.*.*',
    '2001:db8::/129',
    'fe80::%eth0/10',
    'home',
    '',
    '*',
  ])('%j is none', (text) => expect(addressOf(text)).toBeUndefined());
});

describe('one spelling for each CIDR', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['208.236.235.254/0', '0.0.0.0/0'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['0:0:0:0:0:0:0:0/0', '::/0'],
    ['::0/0', '::/0'],
    ['2001:DB8:0:0:1::1/64', '2001:db8::/64'],
    ['::%eth0/0', '::/0'],
    ['nowhere', 'nowhere'],
    ['pl-0123456789abcdef0', 'pl-0123456789abcdef0'],
  ];
  test.for(cases)('%s is %s', ([cidr, expected]) => expect(canonicalCidr(cidr)).toBe(expected));
});
