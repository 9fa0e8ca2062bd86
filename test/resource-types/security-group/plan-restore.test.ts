import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IngressRule, key, sameContent } from '../../../lambdas/resource-types/security-group/model.ts';
import { planRestore } from '../../../lambdas/resource-types/security-group/plan-restore.ts';

const row = (id: string, cidr: string, from = 22, to = from): IngressRule => ({
  id,
  protocol: 'tcp',
  fromPort: from,
  toPort: to,
  source: { type: 'cidr', cidr },
  description: 'why',
  tags: [{ key: 'ticket', value: 'OPS-7' }],
});

const SSH = row('sgr-1', '0.0.0.0/0');
const WIDE = row('sgr-2', '0.0.0.0/0', 20, 30);
const LOW = row('sgr-3', '0.0.0.0/0', 20, 21);
const HIGH = row('sgr-4', '0.0.0.0/0', 23, 30);
const OFFICE = row('sgr-5', '10.0.0.0/8');

const plan = (
  rules: readonly IngressRule[],
  removed: readonly IngressRule[],
  added: readonly IngressRule[] = [],
) => planRestore({ rules }, { before: removed, removed, added });

describe('a removed row', () => {
  test('comes back with description and tags', () => {
    expect(plan([OFFICE], [SSH])).toEqual({ put: [SSH], take: [], notes: [] });
  });

  test('that is there again, however it is spelt, is left out and told', () => {
    const again = row('sgr-9', '1.2.3.4/0');
    expect(plan([again], [SSH])).toEqual({ refused: expect.stringContaining('nothing to put back') });
    expect(plan([again], [SSH, OFFICE])).toMatchObject({
      put: [OFFICE],
      notes: [expect.stringContaining('There already')],
    });
  });

  test('that was split takes the place of its pieces', () => {
    expect(plan([LOW, HIGH], [WIDE], [LOW, HIGH])).toMatchObject({ put: [WIDE], take: [LOW, HIGH] });
  });

  test.each([
    ['a piece of it is gone', [LOW]],
    ['a piece of it was changed', [LOW, { ...HIGH, toPort: 29 }]],
    ['a piece of it was made again by somebody', [LOW, { ...HIGH, id: 'sgr-9' }]],
  ])('stays away when %s', (_, rules) => {
    expect(plan(rules, [WIDE], [LOW, HIGH])).toEqual({ refused: expect.stringContaining('23-30') });
  });

  test('stays away when somebody has put back another of the split rows by hand', () => {
    expect(plan([LOW, HIGH, SSH], [WIDE, SSH], [LOW, HIGH])).toEqual({
      refused: expect.stringContaining('by hand'),
    });
  });
});

test('after an undo each removed row is there once, and nothing else has changed', () => {
  const rule = fc.record({
    port: fc.constantFrom(22, 23),
    cidr: fc.constantFrom('0.0.0.0/0', '::/0', '10.0.0.0/8'),
  });
  const rules = fc
    .uniqueArray(rule, { selector: ({ port, cidr }) => `${port} ${cidr}` })
    .map((all) => all.map(({ port, cidr }, i) => row(`sgr-${i}`, cidr, port)));
  fc.assert(
    fc.property(rules, fc.func(fc.boolean()), fc.func(fc.boolean()), (before, goes, returns) => {
      const removed = before.filter(({ id }) => goes(id));
      const now = before.filter((one) => !removed.includes(one) || returns(one.id));
      const result = plan(now, removed);
      const put = 'put' in result ? result.put : [];
      const after = [...now, ...put];
      expect(after.map(key).sort()).toEqual(before.map(key).sort());
      for (const one of removed) expect(after.filter((other) => sameContent(one, other))).toHaveLength(1);
    }),
  );
});
