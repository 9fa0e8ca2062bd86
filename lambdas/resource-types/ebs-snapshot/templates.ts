import type { Template } from '../../core/base/resource-type.ts';
import { EVERYBODY, type Permission, type Snapshot } from './model.ts';

/** The catalogue's templates about EBS snapshots. */
export const TEMPLATES: readonly Template<Snapshot, Permission>[] = [
  {
    id: 'ebs-snapshot-with-public-permissions',
    title: 'EBS Snapshot with Public Permissions',
    why: 'Every AWS account can make a volume of a public snapshot and read the whole disk.',
    since: '0.2',
    severity: 'CRITICAL',
    controls: ['EC2.1'],
    covers: `createVolumePermission: ${EVERYBODY}`,
    offending: ({ permissions }) => permissions.filter(({ value }) => value === EVERYBODY),
  },
];
