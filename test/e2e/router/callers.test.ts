import { CreateSecurityGroupCommand, DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeletePublicAccessBlockCommand,
  PutPublicAccessBlockCommand,
  S3ControlClient,
} from '@aws-sdk/client-s3-control';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../../sandbox/group.ts';
import { clients, config, control, newGroup, place } from '../support/cloud.ts';
import { recorded } from '../support/trail.ts';

const createGroup = (ec2: EC2Client, GroupName: string) =>
  ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'whose is it' }));

const unique = (): string => `whose-${crypto.randomUUID()}`;

describe('the router knows who calls', () => {
  it('a user of the account', async () => {
    const group = await newGroup();
    expect(await recorded('CreateSecurityGroup', group)).toMatchObject({
      recipientAccountId: place.account,
      userIdentity: {
        type: 'IAMUser',
        arn: `arn:aws:iam::${place.account}:user/sandbox`,
        userName: 'sandbox',
      },
    });
  });

  it('a role that was assumed in another account, path included, whose resources are its own', async () => {
    const [RoleArn, name] = ['arn:aws:iam::444455556666:role/teams/Operators', unique()];
    const assumed = await new STSClient(config).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = assumed.Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    const { Arn } = await new STSClient({ ...config, credentials }).send(new GetCallerIdentityCommand());
    expect(Arn).toBe('arn:aws:sts::444455556666:assumed-role/Operators/me');
    await createGroup(new EC2Client({ ...config, credentials }), name);
    expect(await recorded('CreateSecurityGroup', name)).toMatchObject({
      recipientAccountId: '444455556666',
      userIdentity: {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::444455556666:assumed-role/Operators/me',
        sessionContext: { sessionIssuer: { type: 'Role', arn: RoleArn, accountId: '444455556666' } },
      },
    });
    const Filters = [{ Name: 'group-name', Values: [name] }];
    const { SecurityGroups } = await clients.ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(SecurityGroups).toEqual([]);
  });

  it('a function, by the role that the stack gave it', async () => {
    const group = await newGroup();
    await authorize(clients.ec2, group, [
      { IpProtocol: 'tcp', FromPort: 23, ToPort: 23, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    ]);
    const role = /^arn:aws:iam::\d{12}:role\/Drawbridge-SecurityGroup/;
    expect(await recorded('RevokeSecurityGroupIngress', group)).toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        sessionContext: { sessionIssuer: { arn: expect.stringMatching(role) as string } },
      },
    });
  });

  it('a region of its own, with its own partition', async () => {
    const name = unique();
    await createGroup(new EC2Client({ ...config, region: 'cn-north-1' }), name);
    expect(await recorded('CreateSecurityGroup', name)).toMatchObject({
      awsRegion: 'cn-north-1',
      userIdentity: { arn: `arn:aws-cn:iam::${place.account}:user/sandbox` },
    });
  });
});

describe('what is recorded and what is not', () => {
  it('reads leave no record', async () => {
    const group = await newGroup();
    await clients.ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [group] }));
    await recorded('CreateSecurityGroup', group);
    expect((await control.records()).some(({ eventName }) => eventName.startsWith('Describe'))).toBe(false);
  });

  it("the block of an account's buckets names the account in its host only", async () => {
    // The client would put the account before the address of the endpoint.
    const endpointProvider = () => ({ url: new URL(place.endpoint), headers: {}, properties: {} });
    const s3Control = new S3ControlClient({ ...config, endpointProvider });
    const AccountId = place.account;
    const block = { AccountId, PublicAccessBlockConfiguration: { BlockPublicAcls: true } };
    await s3Control.send(new PutPublicAccessBlockCommand(block));
    await s3Control.send(new DeletePublicAccessBlockCommand({ AccountId }));
    const Host = `${AccountId}.s3-control.${place.region}.amazonaws.com`;
    for (const eventName of ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'])
      expect(await recorded(eventName, Host)).toMatchObject({
        eventSource: 's3.amazonaws.com',
        requestParameters: { Host },
      });
  });

  it('a bucket gets the defaults of AWS, which leave no record', async () => {
    const Bucket = `bucket-${crypto.randomUUID()}`;
    await new S3Client(config).send(new CreateBucketCommand({ Bucket }));
    await recorded('CreateBucket', Bucket);
    const names = (await control.records()).filter((record) => JSON.stringify(record).includes(Bucket));
    expect(names.map(({ eventName }) => eventName)).toEqual(['CreateBucket']);
  });

  it('nobody else may publish events as a service of AWS', async () => {
    const Entries = [{ Source: 'aws.ec2', DetailType: 'AWS API Call via CloudTrail', Detail: '{}' }];
    const answer = await new EventBridgeClient(config).send(new PutEventsCommand({ Entries }));
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: 'NotAuthorizedForSourceException' }],
    });
  });
});
