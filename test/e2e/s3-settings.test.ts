import {
  DeleteBucketEncryptionCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Inbox } from '../../sandbox/inbox.ts';
import {
  declare,
  findingOf,
  newBucket,
  putPolicy,
  READ,
  s3,
  statement,
  unmask,
  WRITE,
} from './s3-buckets.ts';
import { place, subscribe } from './support/cloud.ts';

const GROUPS = 'http://acs.amazonaws.com/groups';
const UNENCRYPTED = 'unencrypted-s3-buckets';

let inbox: Inbox;

beforeAll(async () => {
  inbox = await subscribe();
});

const grantsOf = async (Bucket: string) => {
  const { Grants = [] } = await s3.send(new GetBucketAclCommand({ Bucket }));
  return Grants.map(({ Grantee, Permission }) => `${Permission} ${Grantee?.URI ?? Grantee?.ID}`);
};

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
    expect(await findingOf(inbox, name, READ, 'REMEDIATED')).toMatchObject({
      violating: ['READ to AllUsers'],
    });
    expect(await findingOf(inbox, name, WRITE, 'REMEDIATED')).toMatchObject({
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
    await findingOf(inbox, name, READ, 'REMEDIATED');
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
    expect(await findingOf(inbox, name, UNENCRYPTED, 'REMEDIATED')).toMatchObject({
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
    await declare(name, true);
    await unmask(name);
    await putPolicy(name, statement(name, 'Open', {}));
    await findingOf(inbox, name, READ, 'REMEDIATED');
    expect(await encryptionOf(name)).toEqual(Rules);
  });
});
