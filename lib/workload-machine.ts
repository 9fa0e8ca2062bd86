import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  DefinitionBody,
  JitterType,
  QueryLanguage,
  StateMachine,
  TaskInput,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

interface Functions {
  readonly snapshots: IFunction;
  readonly scan: IFunction;
  readonly data: IFunction;
}

const INPUT = '{% $states.input %}';
/** Longer than any run takes: a snapshot is waited for four hours at most. */
const TIMEOUT = Duration.hours(24);

/** A field of what travels. */
const field = (name: string): string => `{% $states.input.${name} %}`;

const invoke = (
  scope: Construct,
  id: string,
  lambdaFunction: IFunction,
  payload: Readonly<Record<string, string>>,
  outputs = '{% $states.result.Payload %}',
): LambdaInvoke => {
  const task = LambdaInvoke.jsonata(scope, id, {
    lambdaFunction,
    payload: TaskInput.fromObject(payload),
    outputs,
    retryOnServiceExceptions: false,
  });
  task.addRetry({
    errors: ['States.ALL'],
    interval: Duration.seconds(3),
    backoffRate: 3,
    maxAttempts: 2,
    jitterStrategy: JitterType.FULL,
  });
  return task;
};

/** A scan that takes its function down is not called again as it was: the next round tries its instances one by one. */
const scanTask = (scope: Construct, scan: IFunction): LambdaInvoke => {
  const task = LambdaInvoke.jsonata(scope, 'Scan', {
    lambdaFunction: scan,
    payload: TaskInput.fromObject({ scan: INPUT }),
    outputs: '{% $merge([$states.input, $states.result.Payload]) %}',
    retryOnServiceExceptions: false,
  });
  task.addRetry({
    errors: ['Lambda.TooManyRequestsException'],
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxAttempts: 6,
  });
  return task;
};

/** Begin, then Take, Scan and Release until nobody is left, then End; whatever fails goes by Release. */
const definition = (scope: Construct, { snapshots, scan, data }: Functions): DefinitionBody => {
  const begin = invoke(scope, 'Begin', snapshots, {
    begin: INPUT,
    run: '{% $states.context.Execution.Name %}',
    machine: '{% $states.context.StateMachine.Id %}',
  });
  const take = invoke(scope, 'Take', snapshots, { take: INPUT });
  const read = scanTask(scope, scan);
  const release = invoke(scope, 'Release', snapshots, { release: INPUT });
  const wait = Wait.jsonata(scope, 'Wait', { time: WaitTime.duration(Duration.seconds(30)) });
  const next = Choice.jsonata(scope, 'Next');
  const end = invoke(scope, 'End', snapshots, { end: INPUT });
  const fetch = invoke(scope, 'Fetch advisories', data, {}, INPUT);
  fetch.addCatch(end, { errors: ['States.ALL'], outputs: INPUT });
  take.addCatch(release, {
    errors: ['States.ALL'],
    outputs: `{% $merge([$states.input, {'ready': [], 'outcomes': [], 'broke': $substring($states.errorOutput.Error & ': ' & $states.errorOutput.Cause, 0, 300)}]) %}`,
  });
  read.addCatch(release, {
    errors: ['States.ALL'],
    outputs: `{% $merge([$states.input, {'outcomes': []}]) %}`,
  });
  begin.next(next);
  take.next(read);
  read.next(release);
  release.next(next);
  wait.next(take);
  next
    .when(Condition.jsonata(`{% $states.input.over and $states.input.lacks %}`), fetch)
    .when(Condition.jsonata(field('over')), end)
    .when(Condition.jsonata(field('waits')), wait)
    .otherwise(take);
  fetch.next(end);
  return DefinitionBody.fromChainable(begin);
};

/** The state machine of scans, in the line of the sweep's: what it carries tells all, and one that was stopped goes on by a redrive. */
export const workloadMachine = (scope: Construct, name: string, functions: Functions): StateMachine => {
  const role = new Role(scope, 'MachineRole', {
    description: 'Drawbridge: lets the scans of instances call their functions',
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    inlinePolicies: {
      Permissions: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ['lambda:InvokeFunction'],
            resources: Object.values(functions).map((each: IFunction) => each.functionArn),
          }),
        ],
      }),
    },
  });
  const machine = new StateMachine(scope, 'Machine', {
    stateMachineName: name,
    comment: 'Drawbridge: looks into the disks of instances',
    definitionBody: definition(scope, functions),
    queryLanguage: QueryLanguage.JSONATA,
    timeout: TIMEOUT,
    role: role.withoutPolicyUpdates(),
  });
  Validations.of(machine).acknowledge(
    {
      id: 'AwsSolutions-SF1',
      reason: 'Step Functions keeps the history of each execution for 90 days; the functions write logs.',
    },
    { id: 'AwsSolutions-SF2', reason: 'The history shows how long each step took; X-Ray would cost.' },
  );
  return machine;
};

/** Known before the machine is there, so that its function's role can name it. */
export const MACHINE_NAME = `${Aws.STACK_NAME}-workloads`;
