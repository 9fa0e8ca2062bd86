import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  DefinitionBody,
  type INextable,
  JitterType,
  QueryLanguage,
  StateMachine,
  TaskInput,
  type TaskStateBase,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Sweep } from '../lambdas/core/sweep/sweep.ts';

/** Known by its name before it is there: the publisher starts it, and its functions call the publisher. */
export const SWEEP_MACHINE_ARN =
  'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${AWS::StackName}-sweep';

export interface SweepTarget {
  /** Name of the resource type, e.g. `security-group`. */
  readonly kind: string;
  readonly fixer: IFunction;
}

/** What `$states.input` is between two states. */
type Field = keyof Sweep | 'queue[0].kind';

const input = (field: Field): string => `$states.input.${field}`;

/** The sweep without what was left of the first resource type in the queue, and with the reason. */
const SKIPPED = `{% $merge([$states.input, {
  'queue': [$filter(${input('queue')}, function($step) { $step.kind != ${input('queue[0].kind')} })],
  'failures': [${input('failures')}, { 'kind': ${input('queue[0].kind')}, 'error': $substring($states.errorOutput.Error & ': ' & $states.errorOutput.Cause, 0, 500) }]
}]) %}`;

/** Throttled and failing functions are called again for about two minutes. */
const patient = (task: TaskStateBase): TaskStateBase =>
  task.addRetry({
    errors: ['States.ALL'],
    interval: Duration.seconds(3),
    backoffRate: 3,
    maxAttempts: 4,
    maxDelay: Duration.minutes(1),
    jitterStrategy: JitterType.FULL,
  });

const call = (
  scope: Construct,
  id: string,
  fn: IFunction,
  payload: Readonly<Record<string, string>>,
): TaskStateBase =>
  LambdaInvoke.jsonata(scope, id, {
    lambdaFunction: fn,
    payload: TaskInput.fromObject(payload),
    outputs: '{% $states.result.Payload %}',
    // One rule of retries for all errors, below.
    retryOnServiceExceptions: false,
  });

const invoke: typeof call = (...given) => patient(call(...given));

/** One sweep after the other: the next asks every quarter of a minute, for as long as one may take. */
const UNDER_WAY = {
  errors: ['SweepUnderWay'],
  interval: Duration.seconds(15),
  backoffRate: 1,
  maxAttempts: 2_880,
};

const inTurn: typeof call = (...given) => patient(call(...given).addRetry(UNDER_WAY));

/** Longer than any sweep takes; it ends those that never would. */
const TIMEOUT = Duration.hours(12);

const roleOf = (scope: Construct, functions: readonly IFunction[]): Role =>
  new Role(scope, 'MachineRole', {
    description: 'Drawbridge: lets the sweep call its functions',
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    inlinePolicies: {
      Permissions: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ['lambda:InvokeFunction'],
            resources: functions.map(({ functionArn }) => functionArn),
          }),
        ],
      }),
    },
  });

/** Each state hands the whole sweep on: who takes it does the first step of its queue, until the queue is empty. */
const definition = (scope: Construct, sweep: IFunction, stops: readonly SweepTarget[]): DefinitionBody => {
  const execution = '{% $states.context.Execution.Id %}';
  const begin = inTurn(scope, 'Begin', sweep, { begin: '{% $states.input %}', execution });
  const end = invoke(scope, 'End', sweep, { end: '{% $states.input %}', execution });
  const next = Choice.jsonata(scope, 'Next step');
  for (const { kind, fixer } of stops) {
    const judge = invoke(scope, `Judge: ${kind}`, fixer, { sweep: '{% $states.input %}' });
    judge.addCatch(next, { errors: ['States.ALL'], outputs: SKIPPED });
    next.when(Condition.jsonata(`{% ${input('queue[0].kind')} = '${kind}' %}`), judge);
    judge.next(next);
  }
  return DefinitionBody.fromChainable((begin as TaskStateBase & INextable).next(next.otherwise(end)));
};

/**
 * The sweep as a state machine: Begin, then one step after the other, then End. Standard, so that it may take hours, its
 * history shows every page, and one that was stopped goes on where it was (`aws stepfunctions redrive-execution`).
 */
export const sweepMachine = (
  scope: Construct,
  sweep: IFunction,
  stops: readonly SweepTarget[],
): StateMachine => {
  const role = roleOf(scope, [sweep, ...stops.map(({ fixer }) => fixer)]);
  const machine = new StateMachine(scope, 'Machine', {
    stateMachineName: `${Aws.STACK_NAME}-sweep`,
    comment: 'Drawbridge: judges everything that is already there',
    definitionBody: definition(scope, sweep, stops),
    queryLanguage: QueryLanguage.JSONATA,
    timeout: TIMEOUT,
    role: role.withoutPolicyUpdates(),
  });
  Validations.of(machine).acknowledge(
    {
      id: 'AwsSolutions-SF1',
      reason: 'Step Functions keeps the history of each execution for 90 days; the functions write logs.',
    },
    {
      id: 'AwsSolutions-SF2',
      reason:
        'A line of functions, one after the other: the history shows how long each took, X-Ray would cost.',
    },
  );
  return machine;
};
