import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateTagsCommand, DescribeTagsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { HeadBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorize, ingressRules } from '../../../sandbox/group.ts';
import { openInbox } from '../../../sandbox/inbox.ts';
import { until } from '../../../sandbox/until.ts';
import { clients, config, control, newGroup, output, subscribe } from '../support/cloud.ts';
import { recorded } from '../support/trail.ts';

const once = { ...config, maxAttempts: 1 };
const ec2 = new EC2Client(once);

const FIXER = 'Drawbridge-SecurityGroup';
const PUBLISHER = 'Drawbridge-Publisher';

const open = (group: string) =>
  authorize(clients.ec2, group, [
    { IpProtocol: 'tcp', FromPort: 23, ToPort: 23, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
  ]);

const closed = (group: string) =>
  until(`${group} to be closed`, async () => (await ingressRules(clients.ec2, group)).length === 0);

const tag = (group: string, Key: string) =>
  ec2.send(new CreateTagsCommand({ Resources: [group], Tags: [{ Key, Value: 'yes' }] }));

const tagsOf = async (group: string) => {
  const Filters = [{ Name: 'resource-id', Values: [group] }];
  const { Tags = [] } = await ec2.send(new DescribeTagsCommand({ Filters }));
  return Tags.map(({ Key }) => Key);
};

const clear = async () => {
  await control.clearFaults();
  await control.clearEvents();
};

beforeEach(clear);
afterEach(clear);

describe('faults', () => {
  it.for<[string, string, string, () => Promise<unknown>]>([
    ['ec2', 'DescribeTags', 'RequestLimitExceeded', () => ec2.send(new DescribeTagsCommand({}))],
    ['s3', 'ListBuckets', 'SlowDown', () => new S3Client(once).send(new ListBucketsCommand({}))],
    ['sns', 'ListTopics', 'Throttling', () => new SNSClient(once).send(new ListTopicsCommand({}))],
    [
      'dynamodb',
      'ListTables',
      'ThrottlingException',
      () => new DynamoDBClient(once).send(new ListTablesCommand({})),
    ],
  ])(
    '%s answers %s with %s in its own protocol, then is well again',
    async ([service, action, code, call]) => {
      await control.addFault({ service, action, status: 503, code });
      await expect(call()).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode: 503 } });
      await expect(call()).resolves.toBeDefined();
      expect(await control.pendingFaults()).toEqual([]);
    },
  );

  it('a refusal is recorded as AWS records it, and nothing has changed', async () => {
    const group = await newGroup();
    await control.addFault({ action: 'CreateTags', status: 403, code: 'UnauthorizedOperation' });
    await expect(tag(group, 'refused')).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
    expect(await recorded('CreateTags', group)).toMatchObject({
      errorCode: 'Client.UnauthorizedOperation',
      responseElements: null,
    });
    expect(await tagsOf(group)).toEqual([]);
  });

  it.for([{ hangUp: true }, { status: 500, code: 'InternalError' }])(
    'a call may take effect although its caller hears %o',
    async (fault) => {
      const group = await newGroup();
      await control.addFault({ action: 'CreateTags', effective: true, ...fault });
      await expect(tag(group, 'done')).rejects.toThrow();
      expect(await tagsOf(group)).toEqual(['done']);
      expect((await recorded('CreateTags', group))['errorCode']).toBeUndefined();
    },
  );

  it('only the caller that is named meets it, and only after the calls that may pass', async () => {
    const group = await newGroup();
    await control.addFault({
      action: 'CreateTags',
      caller: 'somebody-else',
      code: 'Unavailable',
      status: 503,
    });
    await control.addFault({
      action: 'CreateTags',
      caller: 'user/sandbox',
      after: 1,
      code: 'Unavailable',
      status: 503,
    });
    await tag(group, 'first');
    await expect(tag(group, 'second')).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await control.pendingFaults()).toMatchObject([{ caller: 'somebody-else' }]);
  });

  it('an answer may be nonsense', async () => {
    await control.addFault({ service: 's3', action: 'HeadBucket', status: 404, body: '' });
    await expect(new S3Client(once).send(new HeadBucketCommand({ Bucket: 'any-bucket' }))).rejects.toThrow();
  });
});

describe('events', () => {
  it('a lost event wakes nobody; delivered later as it was, it closes the door', async () => {
    const group = await newGroup();
    await control.addEventRule({ eventName: 'AuthorizeSecurityGroupIngress', drop: true, times: 1 });
    await open(group);
    const record = await recorded('AuthorizeSecurityGroupIngress', group);
    expect(await ingressRules(clients.ec2, group)).toHaveLength(1);
    await control.deliver({ 'detail-type': 'AWS API Call via CloudTrail', detail: record });
    await closed(group);
  });

  it('an event may come late, several times, and changed', async () => {
    const inbox = await subscribe();
    const group = await newGroup();
    const set = { eventTime: '2026-11-22T01:02:03Z' };
    await control.addEventRule({ eventName: 'AuthorizeSecurityGroupIngress', delayMs: 50, copies: 3, set });
    await open(group);
    await closed(group);
    const finding = await inbox.finding(group, ({ resource }) => resource.id === group);
    expect(finding).toMatchObject({ status: 'REMEDIATED', openedAt: set.eventTime });
  });
});

describe('functions run as on Lambda', () => {
  it('what a function calls is told by its role', async () => {
    const group = await newGroup();
    await open(group);
    await closed(group);
    const revoke = await until('the revoke among the calls', async () => {
      const [call] = await control.calls({
        action: 'RevokeSecurityGroupIngress',
        caller: FIXER,
        about: group,
      });
      return call;
    });
    expect(revoke).toMatchObject({ service: 'ec2', status: 200 });
  });

  it('one that EventBridge woke and that fails is tried three times, then the event lies in the dead-letter queue', async () => {
    const queue = output('DeadLetterQueueUrl');
    const group = await newGroup();
    await control.addFault({ caller: FIXER, about: group, times: 1000, status: 503, code: 'Unavailable' });
    await open(group);
    const dead = await until('a dead letter', async () => {
      const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl: queue }));
      return Messages.find(({ Body }) => Body?.includes(group));
    });
    expect(JSON.parse(dead.Body ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { detail: { eventName: 'AuthorizeSecurityGroupIngress' } },
    });
    expect(await ingressRules(clients.ec2, group)).toHaveLength(1);
  });

  /** Exceptions have schedules of their own. */
  const owed = async () => (await control.schedules()).filter(({ name }) => name.endsWith('-owed'));

  it('what a sink did not take comes again with a schedule of its own, and only to that sink', async () => {
    const inbox = await openInbox(clients.sns, clients.sqs, output('FindingsTopicArn'));
    const group = await newGroup();
    await control.addFault({
      service: 'sns',
      action: 'Publish',
      caller: PUBLISHER,
      about: group,
      times: 6,
      status: 500,
      code: 'InternalError',
    });
    await open(group);
    const [{ name = '' } = {}] = await until('a wake-up', async () => {
      const schedules = await owed();
      return schedules.length > 0 ? schedules : undefined;
    });
    await control.beginSchedules(name);
    await inbox.finding(group, ({ resource }) => resource.id === group);
    await control.idle();
    const called = async (service: string, action: string) =>
      (await control.calls({ service, action, caller: PUBLISHER, about: group })).map(({ status }) => status);
    // Three tries each for machines and for people, then one more of both.
    expect(await called('sns', 'Publish')).toEqual([...Array<number>(6).fill(500), 200, 200]);
    expect(await called('securityhub', 'BatchImportFindings')).toEqual([200]);
    expect(await owed()).toEqual([]);
  });
});
