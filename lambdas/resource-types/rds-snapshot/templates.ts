import type { Template } from '../../core/base/resource-type.ts';
import { EVERYBODY, type RestoreValue, type Snapshot, type Sort, sortOf } from './model.ts';

const template = (
  sort: Sort,
  facts: Pick<Template<never, never>, 'id' | 'title' | 'why'>,
): Template<Snapshot, RestoreValue> => ({
  ...facts,
  severity: 'CRITICAL',
  controls: ['RDS.1'],
  covers: `restore: ${EVERYBODY}`,
  offending: ({ id, restore }) =>
    sortOf(id) === sort ? restore.filter(({ value }) => value === EVERYBODY) : [],
});

/** The catalogue's RDS templates. */
export const TEMPLATES: readonly Template<Snapshot, RestoreValue>[] = [
  template('snapshot', {
    id: 'rds-snapshot-with-public-permissions',
    title: 'RDS Snapshot with Public Permissions',
    why: 'Every AWS account can copy a public snapshot and read the whole database in it.',
  }),
  template('cluster-snapshot', {
    id: 'rds-cluster-snapshot-with-public-permissions',
    title: 'RDS Cluster Snapshot with Public Permissions',
    why: 'Every AWS account can copy a public snapshot and read the whole database cluster in it.',
  }),
];
