import { undoDoors } from '../../adapters/doors.ts';
import { BEHIND } from './calls.ts';

export const undo = undoDoors(BEHIND);
