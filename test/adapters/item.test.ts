import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fromItem, toItem } from '../../lambdas/adapters/item.ts';

/** What DynamoDB counts, near enough: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const bytes = (item: object): number =>
  Buffer.byteLength(
    JSON.stringify(item, (_, value) => (value instanceof Uint8Array ? 'x'.repeat(value.length) : value)),
  );

const rows = (count: number, tags = 0) =>
  Array.from({ length: count }, (_, i) => ({
    id: `sgr-${i}`,
    protocol: 'tcp',
    description: 'x'.repeat(255),
    tags: Object.fromEntries(
      Array.from({ length: tags }, (_, t) => [`tag-${t}`, randomBytes(190).toString('base64')]),
    ),
  }));

const entry = (before: readonly object[]) => ({
  resource: 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-1',
  n: 1,
  state: 'CLOSED',
  before,
  removed: before,
  findings: { 'unrestricted-ssh-access': { status: 'REMEDIATED', keys: ['k'], violating: ['v'], n: 1 } },
});

describe('a ledger entry as an item', () => {
  test('comes back as it was', () => {
    const small = entry(rows(3, 2));
    expect(fromItem(toItem(small))).toEqual(small);
  });
  test('of a thousand rows fits, and comes back as it was', () => {
    const large = entry(rows(1000));
    const item = toItem(large);
    expect(bytes(item)).toBeLessThan(400_000);
    expect(item).toMatchObject({ n: { N: '1' }, state: { S: 'CLOSED' } });
    expect(fromItem(item)).toEqual(large);
  });
  test('whose rows carry fifty tags of noise each fits without the tags, and says so', () => {
    const hostile = entry(rows(60, 50));
    const item = toItem(hostile);
    expect(bytes(item)).toBeLessThan(400_000);
    const back = fromItem(item);
    expect(back).toMatchObject({ trimmed: true, findings: hostile.findings });
    expect(back['removed']).toEqual(hostile.removed.map((row) => ({ ...row, tags: undefined })));
  });
});
