import { BLOCK_DOORS } from '../block-doors.ts';
import type { DoorSet } from '../door-sets.ts';

export const doorSet: DoorSet = {
  title: (doors) => `The ${doors} blocks of the account that are put back when somebody switches one off`,
  make: async (config) => {
    const doors = BLOCK_DOORS.map((door) => door(config));
    for (const { close } of doors) await close();
    return doors;
  },
};
