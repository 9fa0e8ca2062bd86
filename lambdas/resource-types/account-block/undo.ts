import type { Connection } from '../../adapters/connect.ts';
import { sharedUndo } from '../../adapters/shared-attribute.ts';
import type { Subject } from '../../core/ledger/undo.ts';
import { connected } from './connect.ts';

const RIGHTS =
  'ec2:DisableSnapshotBlockPublicAccess, ec2:DisableImageBlockPublicAccess, ssm:UpdateServiceSetting or elasticmapreduce:PutBlockPublicAccessConfiguration';

export const undo = (subject: Subject, connection: Connection = {}) =>
  sharedUndo(subject, connected(connection)(subject.place), RIGHTS);
