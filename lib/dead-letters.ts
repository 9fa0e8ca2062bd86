import { Aws, Duration, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface DeadLettersProps {
  /** Whether an alarm tells when something is in the queue: 0.10 USD a month. */
  readonly alarm: boolean;
}

/** Other accounts may be let onto the bus; their words about us do not count. */
const OURS = { account: [Aws.ACCOUNT_ID], source: ['drawbridge'] };

/** Failures in the events that the publisher writes: what could not be fixed, judged or published. */
const FAILURES: Readonly<Record<string, EventPattern>> = {
  Failed: { ...OURS, detailType: ['Drawbridge Finding'], detail: { status: ['FAILED'] } },
  Refused: {
    ...OURS,
    detailType: ['Drawbridge Refusal'],
    detail: { handedTo: [{ exists: false }] },
  },
  Unpublished: { ...OURS, detailType: ['Drawbridge Unpublished'] },
};

/**
 * Everything that needs a person, in one queue: events that no function took, functions that failed for good, findings
 * that say FAILED, and refused events. One metric and one alarm cover them all. The alarm has no action: what people
 * want to happen differs, and CloudWatch puts every change of its state on the default bus for a rule of theirs.
 */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { alarm }: DeadLettersProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'This is the dead-letter queue itself; cdk-nag does not see the rules and functions that use it.',
    });
    for (const [name, eventPattern] of Object.entries(FAILURES)) {
      new Rule(this, name, {
        description: 'Drawbridge: what needs a person goes to the dead-letter queue',
        eventPattern,
        targets: [new SqsQueue(this.queue, { maxEventAge: Duration.hours(24), retryAttempts: 185 })],
      });
    }
    if (alarm) this.addAlarm();
  }

  private addAlarm(): void {
    new Alarm(this, 'Alarm', {
      alarmDescription:
        'Drawbridge could not judge, fix or publish something. Read the messages of the dead-letter queue, then delete them.',
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // A queue that has been empty for six hours sends no figures.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
