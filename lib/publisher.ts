import { Duration } from 'aws-cdk-lib';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/base/policy.ts';
import type { Permission } from '../lambdas/core/base/resource-type.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Ledger } from './ledger.ts';

export interface PublisherProps {
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly topic: ITopic;
  /** What chat applications read, where the policy file says so. */
  readonly chat: ITopic | undefined;
  readonly deadLetters: IQueue;
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
    conditions: { StringEquals: { 'events:source': 'drawbridge' } },
  },
];

/** Only finished entries are worth publishing; what started is somebody's work in progress. */
const finished = FilterCriteria.filter({
  dynamodb: { NewImage: { state: { S: FilterRule.or('CLOSED', 'REFUSED') } } },
});

/**
 * The ledger's stream is the outbox: every finished entry is published at least once, in order for each resource.
 * What cannot be published is tried again for six hours, whatever the number of tries, then goes to the dead letters
 * while the ledger keeps it; other resources overtake it in the meantime.
 */
export class Publisher extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { policy, ledger, topic, chat, deadLetters }: PublisherProps) {
    super(scope, id);
    const { fn } = new BundledFunction(this, 'Publisher', {
      name: 'publisher',
      description: 'Drawbridge: publishes what the ledger records to SNS, Security Hub and EventBridge',
      policy,
      environment: {
        LEDGER_TABLE: ledger.table.tableName,
        TOPIC_ARN: topic.topicArn,
        ...(chat && { CHAT_TOPIC_ARN: chat.topicArn }),
      },
      permissions: [
        {
          actions: [
            'dynamodb:DescribeStream',
            'dynamodb:GetRecords',
            'dynamodb:GetShardIterator',
            'dynamodb:ListStreams',
          ],
          resources: [ledger.streamArn],
        },
        { actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'], resources: [ledger.table.tableArn] },
        { actions: ['sns:Publish'], resources: [topic.topicArn, ...(chat ? [chat.topicArn] : [])] },
        ...SINKS,
        { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] },
      ],
    });
    this.fn = fn;
    new EventSourceMapping(this, 'Outbox', {
      target: fn,
      eventSourceArn: ledger.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [finished],
      batchSize: 10,
      maxBatchingWindow: Duration.seconds(0),
      parallelizationFactor: 10,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 10_000,
      maxRecordAge: Duration.hours(6),
      onFailure: new SqsDlq(deadLetters),
    });
  }
}
