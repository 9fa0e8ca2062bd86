import { Aws, Duration, Fn, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, Policy as RolePolicy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/base/policy.ts';
import type { Permission } from '../lambdas/core/base/resource-type.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Ledger } from './ledger.ts';
import { SWEEP_MACHINE_ARN } from './sweep-machine.ts';

export interface PublisherProps {
  readonly policy: Policy;
  readonly ledger: Ledger;
  /** For machines, for people, and for chat applications where the policy file says so. */
  readonly topics: { readonly findings: ITopic; readonly mail: ITopic; readonly chat: ITopic | undefined };
  readonly deadLetters: Queue;
}

const HUB = 'arn:${AWS::Partition}:securityhub:${AWS::Region}:${AWS::AccountId}:hub/default';

/** https://docs.aws.amazon.com/securityhub/latest/userguide/batchupdatefindings-context-keys.html */
const asffField = (path: string): string => `securityhub:ASFFSyntaxPath/${path}`;

/** What an update could change beside the workflow status, and ours never does: that is for people. */
const UNTOUCHED = Object.fromEntries(
  ['Confidence', 'Criticality', 'Note.Text', 'Note.UpdatedBy', 'Severity.Label', 'VerificationState'].map(
    (path) => [asffField(path), 'true'],
  ),
);

/** Publishing in the account's own name: its own Security Hub product, its own default bus, our own source. */
const SINKS: readonly Permission[] = [
  {
    actions: ['securityhub:BatchImportFindings'],
    resources: [
      'arn:${AWS::Partition}:securityhub:${AWS::Region}:${AWS::AccountId}:product/${AWS::AccountId}/default',
    ],
  },
  {
    actions: ['securityhub:GetFindings'],
    resources: [HUB],
  },
  {
    actions: ['securityhub:BatchUpdateFindings'],
    resources: [HUB],
    conditions: { Null: { [asffField('Workflow.Status')]: 'false', ...UNTOUCHED } },
  },
  {
    actions: ['events:PutEvents'],
    resources: ['arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default'],
    // The key has several values, one for each entry: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    conditions: {
      'ForAllValues:StringEquals': { 'events:source': 'drawbridge' },
      Null: { 'events:source': 'false' },
    },
  },
];

/** Only finished entries are worth publishing; what started is somebody's work in progress. */
const finished = FilterCriteria.filter({
  dynamodb: { NewImage: { state: { S: FilterRule.or('CLOSED', 'REFUSED') } } },
});

/** The one-time schedule that wakes the publisher while something is owed. */
const WAKE_NAME = '${AWS::StackName}-owed';
const WAKE_ARN = `arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule/default/${WAKE_NAME}`;

/**
 * The ledger's stream is the outbox: every finished entry is published at least once, in order for each resource. What a
 * sink does not take stays in the ledger, where an index finds it, and is sent when a one-time schedule wakes the
 * publisher: after five minutes, then each time twice as late, an hour at most. Where nothing is owed there is no schedule.
 */
export class Publisher extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { policy, ledger, topics, deadLetters }: PublisherProps) {
    super(scope, id);
    const { findings, mail, chat } = topics;
    const wakeRole = new Role(this, 'WakeRole', {
      description: 'Drawbridge: lets a schedule wake the publisher',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    const { fn, role } = new BundledFunction(this, 'Publisher', {
      name: 'publisher',
      description: 'Drawbridge: publishes what the ledger records to SNS, Security Hub and EventBridge',
      policy,
      environment: {
        LEDGER_TABLE: ledger.table.tableName,
        TOPIC_ARN: findings.topicArn,
        MAIL_TOPIC_ARN: mail.topicArn,
        ...(chat && { CHAT_TOPIC_ARN: chat.topicArn }),
        DEAD_LETTERS: deadLetters.queueUrl,
        SWEEP_MACHINE_ARN: Fn.sub(SWEEP_MACHINE_ARN),
        WAKE_NAME: Fn.sub(WAKE_NAME),
        WAKE_ROLE_ARN: wakeRole.roleArn,
      },
      permissions: [
        {
          actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
          resources: [ledger.streamArn],
        },
        // IAM knows no resource for it.
        { actions: ['dynamodb:ListStreams'], resources: ['*'] },
        {
          actions: ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
          resources: [ledger.table.tableArn],
        },
        { actions: ['dynamodb:Query'], resources: [ledger.owedArn] },
        {
          actions: ['sns:Publish'],
          resources: [findings, mail, ...(chat ? [chat] : [])].map(({ topicArn }) => topicArn),
        },
        ...SINKS,
        { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] },
        { actions: ['states:StartExecution'], resources: [SWEEP_MACHINE_ARN] },
        { actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'], resources: [WAKE_ARN] },
        {
          actions: ['iam:PassRole'],
          resources: [wakeRole.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        },
      ],
    });
    this.fn = fn;
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'IAM knows no resource for dynamodb:ListStreams.',
    });
    // Apart from the role, which the function has to know before it is there itself.
    new RolePolicy(this, 'Wake', {
      roles: [wakeRole],
      statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.functionArn] })],
    });
    new EventSourceMapping(this, 'Outbox', {
      target: fn,
      eventSourceArn: ledger.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [finished],
      batchSize: 10,
      maxBatchingWindow: Duration.seconds(0),
      // A hanging sink must leave executions to the fixers: an account may have ten in all.
      parallelizationFactor: 2,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 10_000,
      maxRecordAge: Duration.hours(6),
      onFailure: new SqsDlq(deadLetters),
    });
  }
}
