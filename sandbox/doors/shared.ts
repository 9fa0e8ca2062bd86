import type { DoorSet } from '../door-sets.ts';
import { SHARED_DOORS } from '../shared-doors.ts';

export const doorSet: DoorSet = {
  title: (doors) => `The ${doors} templates of what is shared with every account by one call`,
  make: (config) => Promise.all(SHARED_DOORS.map((door) => door(config))),
};
