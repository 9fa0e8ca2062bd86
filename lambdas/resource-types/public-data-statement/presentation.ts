import { presentDoors } from '../../core/statements/presentation.ts';
import { DOORS } from './doors.ts';

export const presentation = presentDoors(DOORS);
