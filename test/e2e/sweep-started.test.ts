import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand as DeleteAccountBlockCommand,
  PutPublicAccessBlockCommand as PutAccountBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ChangeMessageVisibilityCommand, type Message, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, expect, inject, test } from 'vitest';
import { authorize, ingressRules } from '../../sandbox/group.ts';
import { until } from '../../sandbox/until.ts';
import { clients, config, control, newGroup, output, place } from './support/cloud.ts';

const sfn = new SFNClient(config);
const s3 = new S3Client(config);
const endpoint = { url: new URL(place.endpoint), headers: {}, properties: {} };
const s3Control = new S3ControlClient({ ...config, endpointProvider: () => endpoint });
const PATIENCE = { patienceMs: 120_000, everyMs: 100 };

const sweep = async (input: object): Promise<void> => {
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: output('SweepStateMachineArn'),
      input: JSON.stringify(input),
    }),
  );
  await until(
    'the sweep to end',
    async () => (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status !== 'RUNNING',
    PATIENCE,
  );
};

/** What sweeps were started with since then. */
const startedSince = async (time: number): Promise<unknown[]> => {
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn: output('SweepStateMachineArn') }),
  );
  const recent = executions.filter(({ startDate }) => (startDate?.getTime() ?? 0) >= time);
  const inputs = recent.map(async ({ executionArn }) => {
    const { input = '{}' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return JSON.parse(input) as unknown;
  });
  return Promise.all(inputs);
};

const QueueUrl = output('DeadLetterQueueUrl');

/** Whether a message in the dead-letter queue speaks of this; others' come and go meanwhile. All are given back at once. */
const isWaiting = async (about: string): Promise<boolean> => {
  const seen: Message[] = [];
  for (;;) {
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 30 }),
    );
    seen.push(...Messages);
    const found = Messages.some(({ Body }) => Body?.includes(about));
    if (!found && Messages.length > 0) continue;
    for (const { ReceiptHandle } of seen)
      await clients.sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
      );
    return found;
  }
};

const SSH = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

// First contact is over: what is found from now on is closed.
beforeAll(() => sweep({ first: 'remediate', max: 10_000 }));
afterEach(async () => {
  await control.clearEvents();
  await control.clearFaults();
});

test.runIf('S3BucketFunctionName' in inject('outputs'))(
  'lifting the block of the whole account starts a sweep over the buckets, which closes what it hid',
  async () => {
    const PublicAccessBlockConfiguration = { IgnorePublicAcls: true, RestrictPublicBuckets: true };
    const AccountId = place.account;
    await s3Control.send(new PutAccountBlockCommand({ AccountId, PublicAccessBlockConfiguration }));
    const Bucket = `hidden-${crypto.randomUUID()}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    const Statement = [
      {
        Sid: 'world',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${Bucket}/*`,
      },
    ];
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await control.declarePolicyStatus({ bucket: Bucket, isPublic: true });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await sweep({ kinds: ['s3-bucket'] });
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).resolves.toMatchObject({ Policy });
    const time = Date.now();
    await s3Control.send(new DeleteAccountBlockCommand({ AccountId }));
    await until(
      'the bucket to be closed',
      () =>
        s3.send(new GetBucketPolicyCommand({ Bucket })).then(
          () => false,
          () => true,
        ),
      PATIENCE,
    );
    expect(await startedSince(time)).toEqual([{ kinds: ['s3-bucket'] }]);
  },
);

test('what a fixer hands over, as a call that touches too many groups for one function, starts a sweep', async () => {
  await control.addEventRule({ drop: true });
  const group = await newGroup();
  await authorize(clients.ec2, group, [SSH]);
  await clients.ec2.send(new CreateTagsCommand({ Resources: [group], Tags: [{ Key: 'a', Value: 'b' }] }));
  const tagged = (await control.records()).find(
    ({ eventName, requestParameters }) =>
      eventName === 'CreateTags' && JSON.stringify(requestParameters).includes(group),
  );
  const items = [group, ...Array.from({ length: 30 }, (_, i) => `sg-${String(i).padStart(17, '0')}`)];
  const time = Date.now();
  const eventId = crypto.randomUUID();
  await control.deliver({
    ...tagged,
    eventID: eventId,
    requestParameters: {
      ...(tagged?.['requestParameters'] as object),
      resourcesSet: { items: items.map((resourceId) => ({ resourceId })) },
    },
  });
  await until(
    'the group to be closed',
    async () => (await ingressRules(clients.ec2, group)).length === 0,
    PATIENCE,
  );
  expect(await startedSince(time)).toEqual([{ kinds: ['security-group'] }]);
  expect(await isWaiting(eventId)).toBe(false);
});

test('an event that its function has failed at is driven again by the next sweep', async () => {
  const group = await newGroup();
  await control.addFault({
    service: 'ec2',
    action: 'DescribeSecurityGroupRules',
    caller: ':role/',
    about: group,
    times: 1000,
    status: 503,
    code: 'RequestLimitExceeded',
  });
  await authorize(clients.ec2, group, [SSH]);
  await until('the event in the dead-letter queue', () => isWaiting(group), PATIENCE);
  await control.clearFaults();
  await sweep({});
  expect(await ingressRules(clients.ec2, group)).toEqual([]);
  const invoked = (await control.calls({ service: 'lambda', caller: 'Sweep', about: group })).map(
    ({ action }) => action,
  );
  expect(invoked).toContainEqual(expect.stringContaining(output('SecurityGroupFunctionName')));
  await until('the event to leave the dead-letter queue', async () => !(await isWaiting(group)), PATIENCE);
});
