import { Aws, Duration, Stack, Validations } from 'aws-cdk-lib';
import { type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { type IRole, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression, ScheduleTargetInput, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/policy.ts';
import { BundledFunction } from './bundled-function.ts';
import { type Declaration, sweepPattern } from './derive.ts';
import type { Ledger } from './ledger.ts';
import { sweepMachine } from './sweep-machine.ts';

export interface SweepProps {
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly deadLetters: IQueue;
  readonly publisher: IFunction;
  /** The resource types to go through, in this order, and their fixers. */
  readonly fixers: readonly { readonly kind: Declaration; readonly fn: IFunction }[];
}

const HANDED_OVER: EventPattern = {
  source: ['drawbridge'],
  detailType: ['Drawbridge Refusal'],
  detail: { handedTo: ['sweep'] },
};

/** A schedule begins by itself once it is there; without one, only a deployment can. */
const deployed = (everyHours: number): EventPattern => ({
  source: ['aws.cloudformation'],
  detailType: ['CloudFormation Stack Status Change'],
  detail: {
    'stack-id': [Aws.STACK_ID],
    'status-details': { status: ['UPDATE_COMPLETE', ...(everyHours === 0 ? ['CREATE_COMPLETE'] : [])] },
  },
});

/**
 * Everything that is already open: a state machine takes the fixers through all resources, page by page. It is started by
 * a schedule, by deployments, and by calls that touch more resources than one function can judge.
 */
export class Sweep extends Construct {
  readonly machine: StateMachine;
  readonly name: string;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const { policy, deadLetters, fixers } = props;
    const { fn } = this.function(props);
    this.name = fn.functionName;
    this.machine = sweepMachine(this, fn, fixers);
    const role = this.starter();
    const target = (kinds?: readonly string[] | string) => ({
      input: kinds === undefined ? undefined : RuleTargetInput.fromObject({ kinds }),
    });
    const rule = (name: string, description: string, eventPattern: EventPattern, input?: RuleTargetInput) =>
      new Rule(this, name, {
        description,
        eventPattern,
        targets: [
          new SfnStateMachine(this.machine, {
            role: role.withoutPolicyUpdates(),
            deadLetterQueue: deadLetters,
            maxEventAge: Duration.hours(24),
            retryAttempts: 185,
            ...(input && { input }),
          }),
        ],
      });
  }
}
