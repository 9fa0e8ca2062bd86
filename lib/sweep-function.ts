import { Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/base/policy.ts';
import { BundledFunction } from './bundled-function.ts';
import { entriesInForce } from './catalogue.ts';
import type { Declaration } from './derive.ts';
import type { Ledger } from './ledger.ts';
import { SWEEP_MACHINE_ARN } from './sweep-machine.ts';

export interface SweepFunctionProps {
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly exceptions: Table;
  readonly deadLetters: IQueue;
  readonly publisherArn: string;
  readonly kinds: readonly Declaration[];
  readonly fixerArns: readonly string[];
}

/** Those of this very machine. */
const EXECUTIONS = `${SWEEP_MACHINE_ARN.replace(':stateMachine:', ':execution:')}:*`;

/** A trail of all regions, or of the organisation, may be anywhere. */
const TRAILS = 'arn:${AWS::Partition}:cloudtrail:*:*:trail/*';

/** What counts the exceptions in force: a figure that costs a metric, for the dashboard alone. */
const counting = ({ policy, exceptions }: Pick<SweepFunctionProps, 'policy' | 'exceptions'>) => {
  if (!policy.dashboard) return { environment: {}, permissions: [] };
  const templates = entriesInForce(policy).flatMap((entry) => entry.templates);
  return {
    environment: {
      EXCEPTIONS_TABLE: exceptions.tableName,
      TEMPLATES: templates.map(({ id }) => id).join(' '),
    },
    permissions: [{ actions: ['dynamodb:Scan'], resources: [exceptions.tableArn] }],
  };
};

/**
 * Begins and ends a sweep: what is there to do and whether anything may be fixed, the dead letters, the trail, the figures.
 * It judges nothing and fixes nothing.
 */
export class SweepFunction extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, props: SweepFunctionProps) {
    super(scope, id);
    const { policy, ledger, deadLetters, publisherArn, kinds, fixerArns } = props;
    const count = counting(props);
    const { fn, role } = new BundledFunction(this, 'Function', {
      name: 'sweep',
      description: 'Drawbridge: begins and ends a sweep over everything that is already there',
      policy,
      environment: {
        LEDGER_TABLE: ledger.table.tableName,
        DEAD_LETTERS: deadLetters.queueUrl,
        PUBLISHER_ARN: publisherArn,
        KINDS: kinds.map(({ name }) => name).join(' '),
        EVENT_SOURCES: [...new Set(kinds.flatMap(({ eventSources }) => eventSources))].join(' '),
        ...count.environment,
      },
      permissions: [
        { actions: ['dynamodb:Query', 'dynamodb:PutItem'], resources: [ledger.table.tableArn] },
        { actions: ['dynamodb:GetRecords', 'dynamodb:GetShardIterator'], resources: [ledger.streamArn] },
        { actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], resources: [deadLetters.queueArn] },
        { actions: ['lambda:InvokeFunction'], resources: [...fixerArns, publisherArn] },
        { actions: ['states:DescribeExecution'], resources: [EXECUTIONS] },
        { actions: ['cloudtrail:DescribeTrails'], resources: ['*'] },
        { actions: ['cloudtrail:GetTrailStatus', 'cloudtrail:GetEventSelectors'], resources: [TRAILS] },
        ...count.permissions,
      ],
    });
    this.fn = fn;
    Validations.of(role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'IAM knows no resource for cloudtrail:DescribeTrails.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::${TRAILS.replaceAll(/\$\{(AWS::\w+)\}/g, '<$1>')}]`,
        reason: 'Which trail delivers the events is what is to be found out.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::${EXECUTIONS.replaceAll(/\$\{(AWS::\w+)\}/g, '<$1>')}]`,
        reason: 'An execution has no name before it is there.',
      },
    );
  }
}
