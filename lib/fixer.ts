import { Duration, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/base/policy.ts';
import type { Permission } from '../lambdas/core/base/resource-type.ts';
import { BundledFunction } from './bundled-function.ts';
import { type Declaration, eventPattern } from './derive.ts';
import type { Ledger } from './ledger.ts';

export interface FixerProps {
  readonly kind: Declaration;
  readonly policy: Policy;
  readonly ledger: Ledger;
  /** Where people allow things for a while. */
  readonly exceptions: Table;
  readonly deadLetters: IQueue;
}

/** cdk-nag wants a reason for each resource that ends in a wildcard. */
const acknowledgements = (kind: Declaration) => {
  const wildcards = (permission: Permission) =>
    permission.resources
      .filter((resource) => resource.includes('*'))
      .map((resource) => ({
        id: `AwsSolutions-IAM5[Resource::${resource.replaceAll(/\$\{(AWS::\w+)\}/g, '<$1>')}]`,
        reason:
          resource === '*'
            ? `IAM knows no resource for ${permission.actions.join(', ')}.`
            : 'What will be opened is not known beforehand; the ARN is as narrow as that allows.',
      }));
  return [...kind.read, ...kind.fix].flatMap(wildcards);
};

/**
 * One resource type: the rule that wakes it, the function that judges and fixes, and the role that its declaration
 * asks for. No concurrency is reserved: an account may have ten executions in all, and a reservation that it cannot
 * give fails the deployment. AWS's throttling of the fixing calls is met by the SDK's and Lambda's retries.
 */
export class Fixer extends Construct {
  readonly fn: LambdaFunction;

  constructor(scope: Construct, id: string, { kind, policy, ledger, exceptions, deadLetters }: FixerProps) {
    super(scope, id);
    const words = kind.noun;
    const { fn, role, rights } = new BundledFunction(this, 'Fixer', {
      name: kind.name,
      description: `Drawbridge: judges each ${words} that changes and closes what is open to the world`,
      policy,
      environment: { LEDGER_TABLE: ledger.table.tableName, EXCEPTIONS_TABLE: exceptions.tableName },
      permissions: [
        ...kind.read,
        {
          actions: ['dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
          resources: [ledger.table.tableArn],
        },
        { actions: ['dynamodb:Query'], resources: [ledger.openArn] },
        { actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [exceptions.tableArn] },
        { actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] },
      ],
      bound: kind.fix,
    });
    this.fn = fn;
    for (const owner of [role, ...(rights ? [rights] : [])])
      Validations.of(owner).acknowledge(...acknowledgements(kind));
    fn.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
      onFailure: new SqsDestination(deadLetters),
    });
    const changed = new Rule(this, 'Changed', {
      description: `Drawbridge: calls that can open a ${words} to the world, or close it`,
      eventPattern: eventPattern(kind, role.roleArn),
      targets: [
        new FunctionTarget(fn, {
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
          deadLetterQueue: deadLetters,
        }),
      ],
    });
    if (rights) changed.node.addDependency(rights);
  }
}
