import { presentDoors } from '../../core/statements/presentation.ts';
import { IAM_ROLE } from './door.ts';

export const presentation = presentDoors([IAM_ROLE]);
