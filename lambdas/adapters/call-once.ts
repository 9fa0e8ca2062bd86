import { CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { errorCode } from '../core/base/errors.ts';

/** One call of a Lambda function at a time to come. */
export interface OneCall {
  /** Of the schedule: while there is one of this name no second is made. */
  readonly name: string;
  readonly description: string;
  /** Epoch milliseconds; the second counts. */
  readonly at: number;
  /** The function's ARN. */
  readonly target: string;
  /** The role with which EventBridge Scheduler calls it. */
  readonly role: string;
  readonly input: unknown;
}

/**
 * A one-time schedule that deletes itself: nothing polls. Throws what the API throws.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time
 */
export const callOnce = async (client: SchedulerClient, call: OneCall): Promise<void> => {
  const { name, description, at, target, role, input } = call;
  const schedule = new CreateScheduleCommand({
    Name: name,
    Description: description,
    ScheduleExpression: `at(${new Date(at).toISOString().slice(0, 19)})`,
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'DELETE',
    Target: { Arn: target, RoleArn: role, Input: JSON.stringify(input) },
  });
  try {
    await client.send(schedule);
  } catch (error) {
    if (errorCode(error) !== 'ConflictException') throw error;
  }
};
