import { Fn, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface ExceptionsProps {
  readonly ledger: Table;
  /** ARNs of the roles that alone may write, where the policy file names them. */
  readonly operators?: readonly string[] | undefined;
}

/** Nobody else writes, whatever his own policies say. A table's policy cannot name the table itself. */
const onlyFor = (operators: readonly string[]) =>
  new PolicyStatement({
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [
      'dynamodb:BatchWriteItem',
      'dynamodb:DeleteItem',
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ],
    resources: ['*'],
    conditions: {
      ArnNotLike: {
        'aws:PrincipalArn': operators.map((arn) => Fn.sub(arn.replace('::*:', '::${AWS::AccountId}:'))),
      },
    },
  });

/**
 * The table of exceptions and of the emergency stop, and the policy for the people who may write it. The functions only
 * read it: whoever takes one of them over cannot allow himself anything, and whoever may allow something cannot forge the
 * record of what was done. It goes with the stack, since nobody heeds it afterwards; who allowed what is in the ledger.
 */
export class Exceptions extends Construct {
  readonly table: Table;
  readonly operator: ManagedPolicy;

  constructor(scope: Construct, id: string, { ledger, operators }: ExceptionsProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'resource', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    if (operators) this.table.addToResourcePolicy(onlyFor(operators));
    const read = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'];
    this.operator = new ManagedPolicy(this, 'DrawbridgeOperator', {
      description: 'Drawbridge: grant and end exceptions, stop and resume, read the ledger; nothing else',
      statements: [
        new PolicyStatement({
          actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', ...read],
          resources: [this.table.tableArn],
        }),
        new PolicyStatement({ actions: read, resources: [ledger.tableArn] }),
      ],
    });
  }
}
