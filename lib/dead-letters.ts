import { Duration, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { AnyPrincipal, Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface DeadLettersProps {
  /** Whether an alarm tells when something is in the queue: 0.10 USD a month. */
  readonly alarm: boolean;
}

/**
 * Everything that needs a person, in one queue: events that no function took, functions that failed for good and, from
 * the publisher, findings that say FAILED, refused events and what a sink refuses. One metric and one alarm cover them all. The alarm has no action: what people
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
    if (alarm) this.addAlarm();
  }

  /**
   * Who else may write to it, whatever his policies say: AWS's own services and these roles. A letter is an event that is
   * judged again; nobody is to put one there.
   */
  admitOnly(roles: readonly IRole[]): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          ArnNotEquals: { 'aws:PrincipalArn': roles.map(({ roleArn }) => roleArn) },
          BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        },
      }),
    );
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
