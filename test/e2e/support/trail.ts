import type { TrailRecord } from '../../../sandbox/router/trail.ts';
import { until } from '../../../sandbox/until.ts';
import { control } from './cloud.ts';

/** The newest CloudTrail record of a call that names something, e.g. an id; it is made just after the call's answer. */
export const recorded = (eventName: string, named: string): Promise<TrailRecord> =>
  until(`a record of ${eventName} that names ${named}`, async () =>
    (await control.records()).findLast(
      (record) => record.eventName === eventName && JSON.stringify(record).includes(named),
    ),
  );
