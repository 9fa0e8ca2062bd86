import { Arn, ArnFormat, Aws, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AnyPrincipal,
  Effect,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { SECRET_KEY } from '../lambdas/workloads/keys.ts';
import type { BundledFunction } from './bundled-function.ts';
import { startRegularly } from './start-regularly.ts';
import { dataFunction, scanFunction, snapshotFunction, type WorkloadProps } from './workload-functions.ts';
import { MACHINE_NAME, workloadMachine } from './workload-machine.ts';

const KEPT = Duration.days(30);

/** What is not needed for longer than a month; the key of the hashes is, and so are rules of the users'. */
const PASSING = ['data/', 'inventory/', 'looks/', 'reports/'];

/** The account's own bucket: advisories, and the names of what instances hold. */
const newBucket = (scope: Construct): Bucket => {
  const bucket = new Bucket(scope, 'Bucket', {
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: PASSING.map((prefix) => ({
      prefix,
      expiration: KEPT,
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    })),
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason:
      'It holds published advisories and names of packages; the log of it would need a bucket of its own.',
  });
  return bucket;
};

/** Nobody but the function that scans may read the key of the hashes of secrets, or choose one. */
const keepToItself = (bucket: Bucket, { role }: BundledFunction): void => {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
      resources: [bucket.arnForObjects(SECRET_KEY)],
      conditions: { ArnNotEquals: { 'aws:PrincipalArn': role.roleArn } },
    }),
  );
};

/**
 * What runs on the disks of instances: a state machine that has snapshots made, read and deleted again by functions whose
 * rights never meet. Every hour it tidies up and takes whoever is due: a new instance does not wait for a day.
 */
export class Workloads extends Construct {
  readonly machineArn: string;
  readonly bucketName: string;

  constructor(scope: Construct, id: string, props: WorkloadProps) {
    super(scope, id);
    const bucket = newBucket(this);
    const machineArn = Arn.format(
      {
        service: 'states',
        resource: 'stateMachine',
        resourceName: MACHINE_NAME,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      },
      Stack.of(this),
    );
    const own = { ...props, bucket };
    const data = dataFunction(this, own);
    const scanner = scanFunction(this, own);
    if (props.settings.secrets) keepToItself(bucket, scanner);
    const machine = workloadMachine(this, MACHINE_NAME, {
      snapshots: snapshotFunction(this, own, machineArn),
      scan: scanner.fn,
      data,
    });
    this.machineArn = machine.stateMachineArn;
    this.bucketName = bucket.bucketName;
    this.schedule(props, machine, data);
  }

  private schedule({ deadLetters }: WorkloadProps, machine: StateMachine, data: IFunction): void {
    const starter = this.starter(deadLetters.queueArn, machine, data).withoutPolicyUpdates();
    startRegularly(this, 'Hourly', {
      description: 'Drawbridge: look into the instances that are due, and tidy up',
      every: Duration.hours(1),
      machine,
      starter,
      deadLetters,
    });
    new Schedule(this, 'Daily', {
      description: 'Drawbridge: fetch the advisories of what instances hold',
      schedule: ScheduleExpression.rate(Duration.days(1)),
      timeWindow: TimeWindow.flexible(Duration.hours(1)),
      target: new LambdaInvoke(data, { role: starter, deadLetterQueue: deadLetters }),
    });
  }

  private starter(queueArn: string, machine: StateMachine, data: IFunction): Role {
    const ours = { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } };
    const allow = (action: string, resource: string) =>
      new PolicyStatement({ actions: [action], resources: [resource] });
    return new Role(this, 'Starter', {
      description: 'Drawbridge: lets schedules start the scans of instances and the fetching of advisories',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', ours),
      inlinePolicies: {
        Permissions: new PolicyDocument({
          statements: [
            allow('states:StartExecution', machine.stateMachineArn),
            allow('lambda:InvokeFunction', data.functionArn),
            allow('sqs:SendMessage', queueArn),
          ],
        }),
      },
    });
  }
}
