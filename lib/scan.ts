import { Duration, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type Policy, scanningTemplates } from '../lambdas/core/base/policy.ts';
import { BundledFunction } from './bundled-function.ts';
import type { Ledger } from './ledger.ts';

export interface ScanProps {
  readonly policy: Policy;
  readonly ledger: Ledger;
  readonly deadLetters: IQueue;
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmacie.html */
const JOBS = 'arn:${AWS::Partition}:macie2:${AWS::Region}:${AWS::AccountId}:classification-job/*';

/**
 * What was exposed in a bucket that has been closed: woken by the finding, it starts an Amazon Macie job and adds to the
 * finding. Apart from the fixer, which must not wait for it and needs no right of its.
 */
export class BucketScan extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { policy, ledger, deadLetters }: ScanProps) {
    super(scope, id);
    const { fn, role } = new BundledFunction(this, 'Scan', {
      name: 's3-scan',
      description: 'Drawbridge: has Amazon Macie look into buckets that were open, where the policy says so',
      policy,
      environment: { LEDGER_TABLE: ledger.table.tableName },
      permissions: [
        { actions: ['macie2:CreateClassificationJob'], resources: [JOBS] },
        { actions: ['cloudwatch:GetMetricData'], resources: ['*'] },
        { actions: ['dynamodb:Query', 'dynamodb:PutItem'], resources: [ledger.table.tableArn] },
        { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] },
      ],
    });
    this.fn = fn;
    Validations.of(role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'IAM knows no resource for cloudwatch:GetMetricData.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::${JOBS.replaceAll(/\$\{(AWS::\w+)\}/g, '<$1>')}]`,
        reason: 'A job has no id before it is made.',
      },
    );
    fn.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(deadLetters),
    });
    new Rule(this, 'Closed', {
      description: 'Drawbridge: a bucket was closed whose template scans',
      eventPattern: {
        source: ['drawbridge'],
        detailType: ['Drawbridge Finding'],
        detail: { status: ['REMEDIATED'], template: [...scanningTemplates(policy)].sort() },
      },
      targets: [
        new FunctionTarget(fn, {
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
          deadLetterQueue: deadLetters,
        }),
      ],
    });
  }
}
