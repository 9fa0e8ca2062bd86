import { Aws, Duration, Fn, Stack, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, Policy as RolePolicy, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/base/policy.ts';
import { BundledFunction } from './bundled-function.ts';

export interface ExceptionEndsProps {
  readonly policy: Policy;
  readonly exceptions: Table;
  readonly deadLetters: Queue;
  readonly fixers: readonly { readonly kind: string; readonly fixer: IFunction }[];
}

const PREFIX = '${AWS::StackName}-ends-';

/**
 * An exception that ends has its resource judged again, whatever the sweep's interval: the stream of exceptions wakes a
 * function that makes a one-time schedule for each. Where nothing is allowed nothing runs, and whoever may allow needs no
 * further right.
 */
export class ExceptionEnds extends Construct {
  constructor(scope: Construct, id: string, { policy, exceptions, deadLetters, fixers }: ExceptionEndsProps) {
    super(scope, id);
    const streamArn = exceptions.tableStreamArn ?? '';
    const waker = new Role(this, 'WakeRole', {
      description: 'Drawbridge: lets a schedule have a resource judged again',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    const { fn, role } = new BundledFunction(this, 'Ends', {
      name: 'exception-ends',
      description: 'Drawbridge: has a resource judged again when an exception about it ends',
      policy,
      environment: {
        SCHEDULES: Fn.sub(PREFIX),
        SCHEDULER_ROLE_ARN: waker.roleArn,
        FIXERS: Stack.of(this).toJsonString(
          Object.fromEntries(fixers.map(({ kind, fixer }) => [kind, fixer.functionArn])),
        ),
      },
      permissions: [
        {
          actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
          resources: [streamArn],
        },
        // IAM knows no resource for it.
        { actions: ['dynamodb:ListStreams'], resources: ['*'] },
        {
          actions: ['scheduler:CreateSchedule'],
          resources: [
            `arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule/default/${PREFIX}*`,
          ],
        },
        {
          actions: ['iam:PassRole'],
          resources: [waker.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
        },
        { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] },
      ],
    });
    Validations.of(role).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'IAM knows no resource for dynamodb:ListStreams.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/default/<AWS::StackName>-ends-*]`,
        reason: 'One schedule for each exception, which is not known beforehand.',
      },
    );
    new RolePolicy(this, 'Wake', {
      roles: [waker],
      statements: [
        new PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: fixers.map(({ fixer }) => fixer.functionArn),
        }),
      ],
    });
    new EventSourceMapping(this, 'Changes', {
      target: fn,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      maxBatchingWindow: Duration.seconds(0),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 1_000,
      maxRecordAge: Duration.hours(6),
      onFailure: new SqsDlq(deadLetters),
    });
  }
}
