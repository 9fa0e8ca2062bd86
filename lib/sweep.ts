import { Aws, Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import {
  CompositePrincipal,
  type IRole,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/base/policy.ts';
import type { Request } from '../lambdas/sweep/begin.ts';
import { type Declaration, sweepPattern } from './derive.ts';
import type { Ledger } from './ledger.ts';
import { startRegularly } from './start-regularly.ts';
import { SweepFunction } from './sweep-function.ts';
import { type SweepTarget, sweepMachine } from './sweep-machine.ts';

export interface SweepProps {
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly exceptions: Table;
  readonly deadLetters: IQueue;
  readonly publisherArn: string;
  /** The function that looks into closed buckets, where there is one: its dead letters are driven again too. */
  readonly scanArn: string | undefined;
  /** The resource types to go through, in this order. */
  readonly stops: readonly (SweepTarget & { readonly declaration: Declaration })[];
}

/** A schedule begins by itself once it is there; without one, the first sweep comes with the deployment. */
const deployed = (everyHours: number): EventPattern => ({
  account: [Aws.ACCOUNT_ID],
  source: ['aws.cloudformation'],
  detailType: ['CloudFormation Stack Status Change'],
  detail: {
    'stack-id': [Aws.STACK_ID],
    'status-details': { status: [...(everyHours > 0 ? [] : ['CREATE_COMPLETE']), 'UPDATE_COMPLETE'] },
  },
});

/**
 * Everything that is already open: a state machine takes the fixers through all resources, page by page. It is started by
 * a schedule, by deployments, and by calls that touch more resources than one function can judge.
 */
export class Sweep extends Construct {
  readonly functionName: string;
  readonly machine: StateMachine;
  /** Absent where the policy wants no schedule. */
  readonly scheduleName?: string;
  private readonly starter: IRole;
  private readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, props: SweepProps) {
    super(scope, id);
    const { policy, deadLetters, stops, scanArn } = props;
    const { fn } = new SweepFunction(this, 'Sweep', {
      ...props,
      kinds: stops.map(({ declaration }) => declaration),
      fixerArns: [...stops.map(({ fixer }) => fixer.functionArn), ...(scanArn ? [scanArn] : [])],
    });
    this.functionName = fn.functionName;
    this.machine = sweepMachine(this, fn, stops);
    this.deadLetters = deadLetters;
    this.starter = this.starterRole().withoutPolicyUpdates();
    const hours = policy.sweep.everyHours;
    if (hours > 0)
      this.scheduleName = startRegularly(this, 'Schedule', {
        description: 'Drawbridge: judge everything that is already there',
        every: Duration.hours(hours),
        machine: this.machine,
        starter: this.starter,
        deadLetters,
      }).scheduleName;
    this.startOn('Deployed', 'the stack has changed, and with it the policy', deployed(hours), {});
    for (const { kind, declaration } of stops) {
      const calls = sweepPattern(declaration);
      if (calls) this.startOn(`All-${kind}`, `a call has touched every ${kind}`, calls, { kinds: [kind] });
    }
  }

  private startOn(id: string, when: string, eventPattern: EventPattern, request: Request): void {
    new Rule(this, id, {
      description: `Drawbridge: start a sweep when ${when}`,
      eventPattern,
      targets: [
        new SfnStateMachine(this.machine, {
          role: this.starter,
          deadLetterQueue: this.deadLetters,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
          input: RuleTargetInput.fromObject(request),
        }),
      ],
    });
  }

  private starterRole(): Role {
    const ours = { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } };
    const allow = (action: string, resource: string) =>
      new PolicyStatement({ actions: [action], resources: [resource] });
    return new Role(this, 'Starter', {
      description: 'Drawbridge: lets schedule and rules start the sweep',
      assumedBy: new CompositePrincipal(
        new ServicePrincipal('events.amazonaws.com', ours),
        new ServicePrincipal('scheduler.amazonaws.com', ours),
      ),
      inlinePolicies: {
        Permissions: new PolicyDocument({
          statements: [
            allow('states:StartExecution', this.machine.stateMachineArn),
            allow('sqs:SendMessage', this.deadLetters.queueArn),
          ],
        }),
      },
    });
  }
}
