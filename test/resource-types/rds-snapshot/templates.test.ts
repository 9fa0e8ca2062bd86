import { expect, test } from 'vitest';
import { TEMPLATES } from '../../../lambdas/resource-types/rds-snapshot/templates.ts';

const violated = (id: string, ...restore: string[]) =>
  TEMPLATES.flatMap((template) =>
    template
      .offending({ id, restore: restore.map((value) => ({ value })) })
      .map(({ value }) => [template.id, value]),
  );

test.each([
  ['a public DB snapshot', 'snapshot:mine', ['all'], ['rds-snapshot-with-public-permissions']],
  [
    'a public cluster snapshot',
    'cluster-snapshot:mine',
    ['all'],
    ['rds-cluster-snapshot-with-public-permissions'],
  ],
  [
    'one that is shared by name, too',
    'snapshot:mine',
    ['111122223333', 'all'],
    ['rds-snapshot-with-public-permissions'],
  ],
  [
    'one called like a cluster snapshot',
    'snapshot:cluster-snapshot',
    ['all'],
    ['rds-snapshot-with-public-permissions'],
  ],
  ['one that is shared by name', 'snapshot:mine', ['111122223333'], []],
  ['one that is private', 'cluster-snapshot:mine', [], []],
])('%s', (_, id, restore, templates) => {
  expect(violated(id, ...restore)).toEqual(templates.map((template) => [template, 'all']));
});
