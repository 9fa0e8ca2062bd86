import { readFileSync } from 'node:fs';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateDBClusterCommand,
  CreateDBClusterSnapshotCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { authorize } from '../../../sandbox/group.ts';
import { clients, config, newGroup } from '../support/cloud.ts';
import { recorded } from '../support/trail.ts';

const { ec2 } = clients;
const s3 = new S3Client(config);
const rds = new RDSClient(config);

type Json = Readonly<Record<string, unknown>>;

/** A record that CloudTrail wrote; test/events/README.md tells where it comes from. */
const event = (file: string): Json =>
  JSON.parse(readFileSync(new URL(`../../events/${file}.json`, import.meta.url), 'utf8')) as Json;

/** Names and types of a value, without the values; lists by their first entry. */
const shape = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, 1).map(shape);
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, shape(child)]));
};

/** Came with later versions of the records. */
const LATER = ['securityGroupRuleArn'];

const without = (value: unknown, names: readonly string[]): unknown =>
  JSON.parse(JSON.stringify(value, (key, child: unknown) => (names.includes(key) ? undefined : child)));

const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };

const bucket = async (): Promise<string> => {
  const name = `bucket-${crypto.randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket: name, ACL: 'private' }));
  return name;
};

const policyOf = (name: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::193672423079:root' },
      Action: ['s3:GetObject'],
      Resource: [`arn:aws:s3:::${name}`],
    },
  ],
});

const putPolicy = async (name: string) =>
  s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: JSON.stringify(policyOf(name)) }));

const snapshot = async (): Promise<string> => {
  const id = `db-${crypto.randomUUID()}`;
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: id,
      DBInstanceClass: 'db.t3.micro',
      Engine: 'mysql',
    }),
  );
  await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: id, DBSnapshotIdentifier: `${id}-s` }));
  return `${id}-s`;
};

const clusterSnapshot = async (): Promise<string> => {
  const id = `cl-${crypto.randomUUID()}`;
  const credentials = { MasterUsername: 'admin', MasterUserPassword: 'not-a-secret' };
  await rds.send(
    new CreateDBClusterCommand({ DBClusterIdentifier: id, Engine: 'aurora-mysql', ...credentials }),
  );
  await rds.send(
    new CreateDBClusterSnapshotCommand({ DBClusterIdentifier: id, DBClusterSnapshotIdentifier: `${id}-s` }),
  );
  return `${id}-s`;
};

/** The call that a recorded event tells of. @returns what names the resource in the record */
const CALLS: Readonly<Record<string, () => Promise<string>>> = {
  'rubysoho07-cloudtrail-watcher__AuthorizeSecurityGroupIngress__1': async () => {
    const group = await newGroup();
    await authorize(ec2, group, [{ ...rule, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
    return group;
  },
  drawbridge__AuthorizeSecurityGroupIngress__2: async () => {
    const group = await newGroup();
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: group, ...rule, CidrIp: '0.0.0.0/0' }),
    );
    return group;
  },
  'rubysoho07-cloudtrail-watcher__ModifySecurityGroupRules__1': async () => {
    const group = await newGroup();
    const [added] = await authorize(ec2, group, [{ ...rule, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }]);
    const SecurityGroupRule = { ...rule, CidrIpv4: '127.0.0.1/32' };
    const changed = { SecurityGroupRuleId: added?.SecurityGroupRuleId, SecurityGroupRule };
    await ec2.send(new ModifySecurityGroupRulesCommand({ GroupId: group, SecurityGroupRules: [changed] }));
    return group;
  },
  drawbridge__CreateTags__1: async () => {
    const group = await newGroup();
    await ec2.send(new CreateTagsCommand({ Resources: [group], Tags: [{ Key: 'Stratus', Value: 'true' }] }));
    return group;
  },
  drawbridge__DeleteSecurityGroup__1: async () => {
    const group = await newGroup();
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: group }));
    return group;
  },
  drawbridge__RevokeSecurityGroupEgress__1: async () => {
    const group = await newGroup();
    const row = { IpProtocol: '-1', FromPort: 0, ToPort: 0, Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
    const revoke = ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId: group, IpPermissions: [row] }));
    await expect(revoke).rejects.toMatchObject({ name: 'InvalidPermission.NotFound' });
    return group;
  },
  drawbridge__CreateBucket__1: bucket,
  drawbridge__PutBucketPolicy__1: async () => {
    const name = await bucket();
    await putPolicy(name);
    return name;
  },
  drawbridge__DeleteBucketPolicy__1: async () => {
    const name = await bucket();
    await putPolicy(name);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: name }));
    return name;
  },
  drawbridge__PutBucketTagging__1: async () => {
    const name = await bucket();
    const Tagging = { TagSet: [{ Key: 'StratusRedTeam', Value: 'true' }] };
    await s3.send(new PutBucketTaggingCommand({ Bucket: name, Tagging }));
    return name;
  },
  'splunk-security_content__PutBucketAcl__1': async () => {
    const name = await bucket();
    const GrantWriteACP = 'uri=http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
    await s3.send(new PutBucketAclCommand({ Bucket: name, GrantWriteACP }));
    return name;
  },
  drawbridge__ModifyDBSnapshotAttribute__2: async () => {
    const id = await snapshot();
    const change = { AttributeName: 'restore', ValuesToAdd: ['193672423079'] };
    await rds.send(new ModifyDBSnapshotAttributeCommand({ DBSnapshotIdentifier: id, ...change }));
    return id;
  },
  drawbridge__ModifyDBClusterSnapshotAttribute__1: async () => {
    const id = await clusterSnapshot();
    const change = { AttributeName: 'restore', ValuesToAdd: ['123456789012'] };
    await rds.send(
      new ModifyDBClusterSnapshotAttributeCommand({ DBClusterSnapshotIdentifier: id, ...change }),
    );
    return id;
  },
};

describe('the record of a call has the shape that CloudTrail gave the same call', () => {
  it.for(Object.entries(CALLS))('%s', async ([file, call]) => {
    const original = event(file);
    const record = await recorded(String(original['eventName']), await call());
    const parts = [
      'eventSource',
      'errorCode',
      'requestParameters',
      'responseElements',
      'additionalEventData',
      'resources',
    ];
    const picked = (from: Json) => Object.fromEntries(parts.map((part) => [part, from[part]]));
    const later = JSON.stringify(original).includes('securityGroupRuleArn') ? [] : LATER;
    expect(without(shape(picked(record)), later)).toEqual(without(shape(picked(original)), []));
    expect([record['errorCode'], record.eventSource]).toEqual([
      original['errorCode'],
      original['eventSource'],
    ]);
  });

  it('at its top level too, for the newest version that was published', async () => {
    const original = event('rubysoho07-cloudtrail-watcher__AuthorizeSecurityGroupIngress__1');
    const group = await newGroup();
    await authorize(ec2, group, [{ ...rule, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
    expect(shape(await recorded('AuthorizeSecurityGroupIngress', group))).toEqual(shape(original));
  });
});
