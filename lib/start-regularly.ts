import { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

export interface Regularly {
  readonly description: string;
  readonly every: Duration;
  readonly machine: IStateMachine;
  /** May start the machine, and write to the dead letters. */
  readonly starter: IRole;
  readonly deadLetters: IQueue;
}

/** What runs in many accounts need not begin in the same minute. */
const WINDOW = Duration.minutes(15);

/** Starts a state machine by itself, now and then again and again. What cannot be started goes to the dead letters. */
export const startRegularly = (scope: Construct, id: string, regularly: Regularly): Schedule => {
  const { description, every, machine, starter, deadLetters } = regularly;
  return new Schedule(scope, id, {
    description,
    schedule: ScheduleExpression.rate(every),
    timeWindow: TimeWindow.flexible(WINDOW),
    target: new StepFunctionsStartExecution(machine, {
      role: starter,
      deadLetterQueue: deadLetters,
      maxEventAge: Duration.hours(1),
    }),
  });
};
