import { DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { callOnce } from '../adapters/call-once.ts';
import { errorCode } from '../core/base/errors.ts';

const FIRST_SECONDS = 300;
const MOST_SECONDS = 3_600;

/** How long the next wake-up waits after one that came to nothing, in seconds. */
export const nextDelay = (delay = FIRST_SECONDS): number => Math.min(2 * delay, MOST_SECONDS);

/** The one wake-up of the publisher. */
export interface Wake {
  /** Has the publisher called with `{ owed: { delay } }` in so many seconds, unless that is ordered already. */
  order(delay?: number): Promise<void>;
  /** Takes the order back, as the call is here: what fails from now on may order the next. */
  clear(): Promise<void>;
}

export interface WakeProps {
  readonly client: SchedulerClient;
  /** The schedule's name: there is never more than one. */
  readonly name: string;
  /** The publisher's own ARN. */
  readonly target: string;
  /** The role with which EventBridge Scheduler calls it. */
  readonly role: string;
  readonly now: () => number;
}

/** It costs nothing, and where nothing is owed there is none. */
export const createWake = ({ client, name, target, role, now }: WakeProps): Wake => ({
  // Nothing is kept of what was ordered: another copy of the function may have served it meanwhile.
  order: (delay = FIRST_SECONDS) =>
    callOnce(client, {
      ...{ name, target, role, at: now() + delay * 1000, input: { owed: { delay } } },
      description: 'Drawbridge: publish what is owed',
    }),
  async clear() {
    try {
      await client.send(new DeleteScheduleCommand({ Name: name }));
    } catch (error) {
      if (errorCode(error) !== 'ResourceNotFoundException') throw error;
    }
  },
});
