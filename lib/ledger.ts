import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/**
 * The record of every violation and remediation, with what was there before; its stream wakes the publisher.
 * It outlives the stack: undoing a remediation, and explaining one, must stay possible after `cdk destroy`. It has no
 * fixed name, so that a table that stayed never stands in the way of a new deployment. Encrypted with DynamoDB's own
 * key, which costs nothing.
 */
export class Ledger extends Construct {
  readonly table: Table;
  readonly streamArn: string;
  /** The index on `open`: entries that are not done with, by resource type. Nothing else is in it. */
  readonly openArn: string;
  /** The index on `owing`: entries that a sink has not taken yet. Nothing else is in it. */
  readonly owedArn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'resource', type: AttributeType.STRING },
      sortKey: { name: 'n', type: AttributeType.NUMBER },
      timeToLiveAttribute: 'expires',
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.DEFAULT,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'open',
      partitionKey: { name: 'open', type: AttributeType.STRING },
      sortKey: { name: 'resource', type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['id'],
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'owed',
      partitionKey: { name: 'owing', type: AttributeType.STRING },
      sortKey: { name: 'resource', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.streamArn = this.table.tableStreamArn ?? '';
    this.openArn = `${this.table.tableArn}/index/open`;
    this.owedArn = `${this.table.tableArn}/index/owed`;
  }
}
