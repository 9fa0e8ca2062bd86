import { expect, test } from 'vitest';
import { CATALOGUE } from '../../lambdas/publisher/catalogue.ts';
import { toldBy } from '../../lambdas/publisher/next-steps.ts';
import { findingJsonSchema, findingSchema } from '../../lib/finding-schema.ts';
import { recordOf, STATUSES } from '../publisher/records.ts';

test('docs/finding.schema.json is the schema', async () => {
  await expect(`${JSON.stringify(findingJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../docs/finding.schema.json',
  );
});

test.each(STATUSES)('a finding of status %s fits it', (status) => {
  const record = recordOf(status, {
    surroundings: { name: 'web', tags: { Owner: 'alice' }, usedBy: ['instance i-1 (no public address)'] },
  });
  for (const finding of toldBy(record, CATALOGUE)) expect(findingSchema.parse(finding)).toEqual(finding);
});

test('what is no finding does not fit', () => {
  expect(findingSchema.safeParse({}).success).toBe(false);
});
