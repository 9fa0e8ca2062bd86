import {
  CreateBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketWebsiteCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  type ObjectOwnership,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import { own } from '../../lambdas/core/event.ts';
import type { Finding } from '../../lambdas/core/finding.ts';
import type { Inbox } from '../../sandbox/inbox.ts';
import { until } from '../../sandbox/until.ts';
import { config, control, hubFindings, place, subscribe } from './support/cloud.ts';

const s3 = new S3Client(config);
const FIXER = ':role/';
const READ = 'world-readable-s3-buckets';
const WRITE = 'publicly-writable-s3-buckets';
const FULL = 'unrestricted-access-to-s3-bucket';
const UNENCRYPTED = 'unencrypted-s3-buckets';
const GROUPS = 'http://acs.amazonaws.com/groups';

let inbox: Inbox;

beforeAll(async () => {
  inbox = await subscribe();
});

const arnOf = (name: string): string => `arn:aws:s3:::${name}`;

/** A new bucket as AWS makes it: nothing public, encrypted, without ACLs unless its objects belong to who writes them. */
const newBucket = async (ownership: ObjectOwnership = 'BucketOwnerEnforced'): Promise<string> => {
  const Bucket = `b-${crypto.randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: ownership }));
  return Bucket;
};

const statement = (Bucket: string, Sid: string, rest: object) => ({
  Sid,
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `${arnOf(Bucket)}/*`,
  ...rest,
});

/** Grants to somebody in particular, which stay whatever happens. */
const narrow = (Bucket: string) => [
  statement(Bucket, 'Partner', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }),
  statement(Bucket, 'Organization', {
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
  }),
  statement(Bucket, 'Endpoint', { Condition: { StringEquals: { 'aws:sourcevpce': 'vpce-1a2b3c4d' } } }),
  statement(Bucket, 'Office', { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
  statement(Bucket, 'CloudFront', {
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Condition: { StringEquals: { 'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/E1' } },
  }),
  statement(Bucket, 'TlsOnly', {
    Effect: 'Deny',
    Action: 's3:*',
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  }),
];

const putPolicy = (Bucket: string, ...Statement: object[]) =>
  s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({ Version: '2012-10-17', Id: 'P', Statement }),
    }),
  );

/** What hides public grants and policies until it is taken away. */
const unmask = (Bucket: string) => s3.send(new DeletePublicAccessBlockCommand({ Bucket }));

const policyOf = async (Bucket: string): Promise<unknown> => {
  try {
    const { Policy = 'null' } = await s3.send(new GetBucketPolicyCommand({ Bucket }));
    return JSON.parse(Policy);
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucketPolicy') return undefined;
    throw error;
  }
};

const grantsOf = async (Bucket: string) => {
  const { Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }));
  return Grants.map(({ Grantee, Permission }) => `${Permission} ${Grantee?.URI ?? Grantee?.ID}`);
};

const findingOf = (Bucket: string, template: string, status: string): Promise<Finding> =>
  inbox.finding(
    `${Bucket}, ${template}, ${status}`,
    (finding) =>
      finding.resource.arn === arnOf(Bucket) && finding.template === template && finding.status === status,
  );

const findingsAbout = async (Bucket: string): Promise<string[]> =>
  (await inbox.findings())
    .filter(({ resource }) => resource.arn === arnOf(Bucket))
    .map(({ template, status }) => `${template} ${status}`)
    .sort();

/** Changes that the fixer has made to a bucket. */
const changes = async (Bucket: string): Promise<string[]> =>
  (await control.records())
    .filter(
      ({ requestParameters, userIdentity }) =>
        own(requestParameters, 'bucketName') === Bucket && own(userIdentity, 'type') === 'AssumedRole',
    )
    .map(({ eventName }) => eventName);

const reads = async (): Promise<number> =>
  (await control.calls({ service: 's3', action: 'GetBucketPolicy', caller: FIXER })).length;

describe('a statement that lets anyone', () => {
  test.each([
    ['read', { Action: ['s3:GetObject', 's3:ListBucket'] }, [READ]],
    ['write', { Principal: { AWS: '*' }, Action: 's3:PutObject' }, [WRITE]],
    ['do everything', { Action: 's3:*' }, [READ, WRITE, FULL]],
    ['read from everywhere', { Condition: { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } } }, [READ]],
  ])('%s goes when its mask is lifted, every other one stays', async (_, open, templates) => {
    const name = await newBucket();
    const [first, ...others] = narrow(name);
    const all = [first, statement(name, 'Open', open), ...others].filter((one) => one !== undefined);
    await putPolicy(name, ...all);
    await unmask(name);
    for (const template of templates) {
      const finding = await findingOf(name, template, 'REMEDIATED');
      expect(finding).toMatchObject({
        resource: { type: 'AwsS3Bucket', id: name, arn: arnOf(name) },
        violating: [expect.stringMatching(/^statement 2 "Open": Allow /)],
        // Six statements, and the grant of the owner.
        kept: 7,
      });
    }
    expect(await policyOf(name)).toEqual({ Version: '2012-10-17', Id: 'P', Statement: [first, ...others] });
    expect(await changes(name)).toEqual(['PutBucketPolicy']);
    const imported = await until(`${name} in Security Hub`, async () => {
      const found = await hubFindings(arnOf(name));
      return found.length === templates.length && found;
    });
    for (const { Compliance, Workflow } of imported)
      expect({ Compliance, Workflow }).toMatchObject({
        Compliance: { Status: 'PASSED' },
        Workflow: { Status: 'RESOLVED' },
      });
  });

  test('takes the policy with it when it is the only one', async () => {
    const name = await newBucket();
    await unmask(name);
    await putPolicy(name, statement(name, 'Open', {}));
    await findingOf(name, READ, 'REMEDIATED');
    expect(await policyOf(name)).toBeUndefined();
    expect(await changes(name)).toEqual(['DeleteBucketPolicy']);
  });

  test('stays as long as the bucket restricts public policies, and goes when that ends', async () => {
    const name = await newBucket();
    const before = await reads();
    await putPolicy(name, statement(name, 'Open', {}));
    await until('a bucket to be looked at', async () => (await reads()) > before);
    expect(await policyOf(name)).toMatchObject({ Statement: [{ Sid: 'Open' }] });
    expect(await findingsAbout(name)).toEqual([]);
    await unmask(name);
    await findingOf(name, READ, 'REMEDIATED');
    expect(await policyOf(name)).toBeUndefined();
    expect(await findingsAbout(name)).toEqual([`${READ} REMEDIATED`]);
  });

  test('is reported, not removed, where it cannot be told whom it lets in', async () => {
    const name = await newBucket();
    await unmask(name);
    const { Principal: _, ...rest } = statement(name, 'Odd', {});
    const odd = { ...rest, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } };
    await putPolicy(name, odd);
    await findingOf(name, READ, 'NOTIFIED');
    expect(await policyOf(name)).toMatchObject({ Statement: [odd] });
  });

  test('is left to a website until it is none any more', async () => {
    const name = await newBucket();
    await s3.send(
      new PutBucketWebsiteCommand({
        Bucket: name,
        WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } },
      }),
    );
    await unmask(name);
    await putPolicy(name, statement(name, 'Open', {}));
    await findingOf(name, READ, 'NOTIFIED');
    expect(await policyOf(name)).toMatchObject({ Statement: [{ Sid: 'Open' }] });
    await s3.send(new DeleteBucketWebsiteCommand({ Bucket: name }));
    await findingOf(name, READ, 'REMEDIATED');
    expect(await policyOf(name)).toBeUndefined();
  });

  test('that AWS refuses to take away is reported, and resolved once its owner does', async () => {
    const name = await newBucket();
    await unmask(name);
    await control.addFault({
      service: 's3',
      action: 'DeleteBucketPolicy',
      caller: FIXER,
      times: 1,
      status: 403,
      code: 'AccessDenied',
    });
    await putPolicy(name, statement(name, 'Open', {}));
    const { error } = await findingOf(name, READ, 'FAILED');
    expect(error).toContain('AccessDenied');
    expect(await policyOf(name)).toBeDefined();
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: name }));
    await findingOf(name, READ, 'RESOLVED');
  });

  test('is reported once, however often its event comes', async () => {
    const name = await newBucket();
    await unmask(name);
    await control.addEventRule({ eventName: 'PutBucketPolicy', times: 1, copies: 3 });
    await putPolicy(name, statement(name, 'Open', {}));
    const first = await findingOf(name, READ, 'REMEDIATED');
    await putPolicy(name, statement(name, 'Open', {}));
    await inbox.finding(
      `${name} again`,
      ({ resource, id }) => resource.arn === arnOf(name) && id !== first.id,
    );
    expect(await findingsAbout(name)).toEqual([`${READ} REMEDIATED`, `${READ} REMEDIATED`]);
  });
});

describe('a grant', () => {
  // The emulator knows neither of the canned ACLs that matter here in full, so the grants are spelt out.
  test('to everybody goes; owner, log delivery and a named account stay', async () => {
    const name = await newBucket('ObjectWriter');
    await unmask(name);
    const { Owner } = await s3.send(new GetBucketAclCommand({ Bucket: name }));
    const group = (path: string, Permission: 'READ' | 'WRITE' | 'READ_ACP') => ({
      Grantee: { Type: 'Group' as const, URI: `${GROUPS}/${path}` },
      Permission,
    });
    const account = (ID: string) => ({
      Grantee: { Type: 'CanonicalUser' as const, ID },
      Permission: 'FULL_CONTROL' as const,
    });
    const kept = [account(Owner?.ID ?? ''), group('s3/LogDelivery', 'WRITE'), account('c'.repeat(64))];
    const open = [group('global/AllUsers', 'READ'), group('global/AuthenticatedUsers', 'WRITE')];
    await s3.send(
      new PutBucketAclCommand({ Bucket: name, AccessControlPolicy: { Owner, Grants: [...kept, ...open] } }),
    );
    expect(await findingOf(name, READ, 'REMEDIATED')).toMatchObject({ violating: ['READ to AllUsers'] });
    expect(await findingOf(name, WRITE, 'REMEDIATED')).toMatchObject({
      violating: ['WRITE to AuthenticatedUsers'],
      kept: 3,
    });
    expect((await grantsOf(name)).sort()).toEqual(
      kept
        .map(({ Grantee, Permission }) => `${Permission} ${'URI' in Grantee ? Grantee.URI : Grantee.ID}`)
        .sort(),
    );
  });

  test('by a canned ACL goes', async () => {
    const name = await newBucket('ObjectWriter');
    await unmask(name);
    await s3.send(new PutBucketAclCommand({ Bucket: name, ACL: 'public-read' }));
    await findingOf(name, READ, 'REMEDIATED');
    expect((await grantsOf(name)).filter((grant) => grant.includes('/global/'))).toEqual([]);
  });
});

describe('default encryption', () => {
  const encryptionOf = async (Bucket: string) =>
    (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;

  // The emulator really drops it, which AWS has not done since 2023.
  test('is put back where there is none', async () => {
    const name = await newBucket();
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket: name }));
    expect(await findingOf(name, UNENCRYPTED, 'REMEDIATED')).toMatchObject({
      violating: ['no default encryption'],
    });
    expect(await encryptionOf(name)).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
  });

  test('with a key of its own stays as it is while the policy is closed', async () => {
    const name = await newBucket();
    const Rules = [
      {
        ApplyServerSideEncryptionByDefault: {
          SSEAlgorithm: 'aws:kms' as const,
          KMSMasterKeyID: `arn:aws:kms:${place.region}:${place.account}:key/1`,
        },
        BucketKeyEnabled: true,
      },
    ];
    await s3.send(
      new PutBucketEncryptionCommand({ Bucket: name, ServerSideEncryptionConfiguration: { Rules } }),
    );
    await unmask(name);
    await putPolicy(name, statement(name, 'Open', {}));
    await findingOf(name, READ, 'REMEDIATED');
    expect(await encryptionOf(name)).toEqual(Rules);
  });
});
