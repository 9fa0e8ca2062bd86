import type { Doors } from '../../adapters/doors.ts';
import { dynamodbTable } from './calls/dynamodb-table.ts';
import { efsFileSystem } from './calls/efs-file-system.ts';
import { glueCatalog } from './calls/glue-catalog.ts';
import { opensearchDomain } from './calls/opensearch-domain.ts';
import { DOORS } from './doors.ts';
import { ERRORS } from './errors.ts';

export const BEHIND: Doors = {
  doors: DOORS,
  calls: {
    'dynamodb-table': dynamodbTable,
    'efs-file-system': efsFileSystem,
    'glue-catalog': glueCatalog,
    'opensearch-domain': opensearchDomain,
  },
  errors: ERRORS,
};
