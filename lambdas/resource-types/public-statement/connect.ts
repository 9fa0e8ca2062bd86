import { connectDoors } from '../../adapters/doors.ts';
import { BEHIND } from './calls.ts';

export const connect = connectDoors(BEHIND);
