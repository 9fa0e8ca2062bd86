import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Policy } from '../lambdas/core/policy.ts';
import { entriesInForce } from './catalogue.ts';
import { DeadLetters } from './dead-letters.ts';
import { FindingsTopic } from './findings-topic.ts';
import { Fixer } from './fixer.ts';
import { Ledger } from './ledger.ts';
import { Publisher } from './publisher.ts';

export interface DrawbridgeProps extends StackProps {
  readonly policy: Policy;
}

/** `security-group` → `SecurityGroup` */
const pascal = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** All of Drawbridge for one account and region. The outputs are how the command line finds its way. */
export class DrawbridgeStack extends Stack {
  constructor(scope: Construct, id: string, { policy, ...props }: DrawbridgeProps) {
    super(scope, id, {
      description: 'Drawbridge: closes what was opened to the world, and says so',
      ...props,
    });
    const ledger = new Ledger(this, 'Ledger');
    const { queue: deadLetters } = new DeadLetters(this, 'DeadLetters', { alarm: policy.alarm });
    const { topic } = new FindingsTopic(this, 'Findings');
    this.output('FindingsTopicArn', topic.topicArn);
    this.output('LedgerTableName', ledger.table.tableName);
    this.output('DeadLetterQueueUrl', deadLetters.queueUrl);
    for (const { kind } of entriesInForce(policy)) {
      const fixer = new Fixer(this, pascal(kind.name), { kind, policy, ledger: ledger.table, deadLetters });
      this.output(`${pascal(kind.name)}FunctionName`, fixer.name);
    }
    const publisher = new Publisher(this, 'Publisher', { policy, ledger, topic, deadLetters });
    this.output('PublisherFunctionName', publisher.name);
  }

  private output(id: string, value: string): void {
    new CfnOutput(this, id, { value });
  }
}
