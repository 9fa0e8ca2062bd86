import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { type Policy, scanningTemplates } from '../lambdas/core/base/policy.ts';
import { entriesInForce } from './catalogue.ts';
import { Dashboard } from './dashboard.ts';
import { DeadLetters } from './dead-letters.ts';
import { ExceptionEnds } from './exception-ends.ts';
import { Exceptions } from './exceptions.ts';
import { FindingsTopic } from './findings-topic.ts';
import { Fixer } from './fixer.ts';
import { Ledger } from './ledger.ts';
import { digestOf } from './policy/digest.ts';
import { Publisher } from './publisher.ts';
import { BucketScan } from './scan.ts';
import { Sweep, type SweepProps } from './sweep.ts';
import { Tampering } from './tampering.ts';
import { Workloads } from './workloads.ts';

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
    const { table: exceptions, operator } = new Exceptions(this, 'Exceptions', {
      ledger: ledger.table,
      operators: policy.operators,
    });
    const letters = new DeadLetters(this, 'DeadLetters', { alarm: policy.alarm });
    const { queue: deadLetters } = letters;
    const { topic } = new FindingsTopic(this, 'Findings', 'Drawbridge findings');
    this.output('FindingsTopicArn', topic.topicArn);
    const mail = new FindingsTopic(this, 'Mail', 'Drawbridge').topic;
    this.output('MailTopicArn', mail.topicArn);
    const chat = policy.chat ? new FindingsTopic(this, 'Chat', 'Drawbridge chat').topic : undefined;
    if (chat) this.output('ChatTopicArn', chat.topicArn);
    this.output('TamperingTopicArn', new Tampering(this, 'Tampering').topic.topicArn);
    if (policy.dashboard) new Dashboard(this, 'Overview', { deadLetters });
    this.output('PolicyDigest', digestOf(policy));
    // For `--deployed` of the command line.
    this.templateOptions.metadata = { Policy: JSON.stringify(policy) };
    this.output('LedgerTableName', ledger.table.tableName);
    this.output('ExceptionsTableName', exceptions.tableName);
    this.output('OperatorPolicyArn', operator.managedPolicyArn);
    this.output('DeadLetterQueueUrl', deadLetters.queueUrl);
    const stops = entriesInForce(policy).map(({ kind }) => {
      const { fn } = new Fixer(this, pascal(kind.name), { kind, policy, ledger, exceptions, deadLetters });
      this.output(`${pascal(kind.name)}FunctionName`, fn.functionName);
      return { kind: kind.name, declaration: kind, fixer: fn };
    });
    const { fn: publisher } = new Publisher(this, 'Publisher', {
      policy,
      ledger,
      topics: { findings: topic, mail, chat },
      deadLetters,
    });
    this.output('PublisherFunctionName', publisher.functionName);
    const publisherArn = publisher.functionArn;
    if (policy.workloads) {
      const { workloads: settings } = policy;
      const machine = new Workloads(this, 'Workloads', { policy, settings, ledger, exceptions, deadLetters });
      this.output('WorkloadsStateMachineArn', machine.machineArn);
      this.output('WorkloadsBucketName', machine.bucketName);
    }
    const scan =
      scanningTemplates(policy).length > 0
        ? new BucketScan(this, 'BucketScan', { policy, ledger, deadLetters })
        : undefined;
    const scanArn = scan?.fn.functionArn;
    // A policy under which nothing is judged leaves nothing to sweep, nor to look at again.
    if (stops.length > 0) {
      new ExceptionEnds(this, 'ExceptionEnds', { policy, exceptions, deadLetters, fixers: stops });
      this.addSweep({ policy, ledger, exceptions, deadLetters, publisherArn, scanArn, stops });
    }
    if (policy.permissionsBoundary)
      PermissionsBoundary.of(this).apply(
        ManagedPolicy.fromManagedPolicyName(this, 'Boundary', policy.permissionsBoundary),
      );
    letters.admitOnly(this.node.findAll().filter((construct) => construct instanceof Role));
  }

  private addSweep(props: SweepProps): void {
    const { functionName, machine, scheduleName } = new Sweep(this, 'Sweep', props);
    this.output('SweepFunctionName', functionName);
    this.output('SweepStateMachineArn', machine.stateMachineArn);
    if (scheduleName) this.output('SweepScheduleName', scheduleName);
  }

  private output(id: string, value: string): void {
    new CfnOutput(this, id, { value });
  }
}
