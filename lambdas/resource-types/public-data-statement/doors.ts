import type { Door } from '../../core/statements/door.ts';
import { DYNAMODB_TABLE } from './doors/dynamodb-table.ts';
import { EFS_FILE_SYSTEM } from './doors/efs-file-system.ts';
import { GLUE_CATALOG } from './doors/glue-catalog.ts';
import { OPENSEARCH_DOMAIN } from './doors/opensearch-domain.ts';

/** What keeps data. */
export const DOORS: readonly Door[] = [DYNAMODB_TABLE, EFS_FILE_SYSTEM, GLUE_CATALOG, OPENSEARCH_DOMAIN];
