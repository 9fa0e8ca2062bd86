import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
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

/**
 * A one-time schedule that deletes itself. It costs nothing, and where nothing is owed there is none.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time
 */
export const createWake = ({ client, name, target, role, now }: WakeProps): Wake => ({
  // Nothing is kept of what was ordered: another copy of the function may have served it meanwhile.
  async order(delay = FIRST_SECONDS) {
    const at = new Date(now() + delay * 1000);
    const schedule = new CreateScheduleCommand({
      Name: name,
      Description: 'Drawbridge: publish what is owed',
      ScheduleExpression: `at(${at.toISOString().slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: { Arn: target, RoleArn: role, Input: JSON.stringify({ owed: { delay } }) },
    });
    try {
      await client.send(schedule);
    } catch (error) {
      if (errorCode(error) !== 'ConflictException') throw error;
    }
  },
  async clear() {
    try {
      await client.send(new DeleteScheduleCommand({ Name: name }));
    } catch (error) {
      if (errorCode(error) !== 'ResourceNotFoundException') throw error;
    }
  },
});
