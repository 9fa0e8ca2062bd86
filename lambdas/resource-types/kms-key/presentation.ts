import { presentDoors } from '../../core/statements/presentation.ts';
import { KMS_KEY } from './door.ts';

export const presentation = presentDoors([KMS_KEY]);
