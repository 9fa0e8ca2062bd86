import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  type GetPublicAccessBlockCommandOutput,
  type Grantee,
} from '@aws-sdk/client-s3';
import { errorCode, message, Permanent } from '../../core/base/errors.ts';
import type { Reader } from '../../core/base/ports.ts';
import type { Place } from '../../core/base/resource-type.ts';
import type { S3 } from './clients.ts';
import { classify } from './errors.ts';
import { type Block, maskOf, openParts } from './exposure.ts';
import { type Bucket, grantParts, statementParts } from './model.ts';

/** Names of buckets; neither ARNs nor access points nor directory buckets, which have calls of their own. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/;
const OTHER_KINDS = /--(x-s3|ol-s3|table-s3)$|-s3alias$/;

/** One bucket, and the account that it must belong to: S3 refuses when it has come to somebody else. */
export interface Target {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
}

export const targetOf = (name: string, { account }: Pick<Place, 'account'>): Target => {
  if (!NAME.test(name) || OTHER_KINDS.test(name))
    throw new Permanent(
      `${JSON.stringify(name.slice(0, 64))} is no bucket's name. Check where the event came from.`,
    );
  return { Bucket: name, ExpectedBucketOwner: account };
};

/** What a call answers; undefined where S3 says that nothing is set. */
export const ifSet = async <T>(answer: Promise<T>, notSet: string): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (errorCode(error) === notSet) return undefined;
    throw error;
  }
};

export const readAcl = (s3: S3, target: Target) => s3.send(new GetBucketAclCommand(target));

/** The policy as S3 keeps it; undefined where there is none. Throws Permanent when it is no JSON. */
export const readPolicy = async (s3: S3, target: Target): Promise<unknown> => {
  const answer = await ifSet(s3.send(new GetBucketPolicyCommand(target)), 'NoSuchBucketPolicy');
  if (!answer?.Policy) return undefined;
  try {
    return JSON.parse(answer.Policy);
  } catch {
    throw new Permanent(
      `The policy of bucket ${target.Bucket} is no JSON. Read it, and put it right by hand.`,
    );
  }
};

export const readEncryption = (s3: S3, target: Target) =>
  ifSet(s3.send(new GetBucketEncryptionCommand(target)), 'ServerSideEncryptionConfigurationNotFoundError');

/** What a ledger knows a grantee by. */
export const granteeOf = (grantee: Grantee | undefined): string =>
  grantee?.URI ?? grantee?.ID ?? grantee?.EmailAddress ?? '';

/** Everything that is judged, before anything masks it: three calls. */
const readUnmasked = async (s3: S3, target: Target): Promise<Bucket> => {
  const [{ Grants = [] }, policy, encryption] = await Promise.all([
    readAcl(s3, target),
    readPolicy(s3, target),
    readEncryption(s3, target),
  ]);
  return {
    name: target.Bucket,
    grants: grantParts(Grants.map(({ Grantee, Permission = '' }) => [granteeOf(Grantee), Permission])),
    statements: statementParts(policy),
    encrypted: encryption !== undefined,
    website: false,
    masked: { acl: false, policy: false },
  };
};

const blockOf = (answer: GetPublicAccessBlockCommandOutput | undefined): Block => {
  const { IgnorePublicAcls = false, RestrictPublicBuckets = false } =
    answer?.PublicAccessBlockConfiguration ?? {};
  return { ignorePublicAcls: IgnorePublicAcls, restrictPublicBuckets: RestrictPublicBuckets };
};

const readBlock = async (s3: S3, target: Pick<Target, 'Bucket'>): Promise<Block> =>
  blockOf(
    await ifSet(s3.send(new GetPublicAccessBlockCommand(target)), 'NoSuchPublicAccessBlockConfiguration'),
  );

/** The account's settings, or why they cannot be read. */
const readAccountBlock = async (account: S3): Promise<Block | { readonly unreadable: unknown }> => {
  try {
    return await readBlock(account, { Bucket: 'account' });
  } catch (error) {
    if (classify(error) !== 'permanent') throw error;
    return { unreadable: error };
  }
};

/** What may mask a bucket that seems open, and whether it is a website: four calls more. */
const readMasks = async (s3: S3, account: S3, target: Target, bucket: Bucket): Promise<Bucket> => {
  const [block, ownership, website, accountBlock] = await Promise.all([
    readBlock(s3, target),
    ifSet(s3.send(new GetBucketOwnershipControlsCommand(target)), 'OwnershipControlsNotFoundError'),
    ifSet(s3.send(new GetBucketWebsiteCommand(target)), 'NoSuchWebsiteConfiguration'),
    readAccountBlock(account),
  ]);
  const rule = ownership?.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  const blocks = 'unreadable' in accountBlock ? [block] : [block, accountBlock];
  const read = { ...bucket, website: website !== undefined, masked: maskOf(blocks, rule) };
  if ('unreadable' in accountBlock && openParts(read).length > 0)
    throw new Permanent(
      `Whether the account blocks public access cannot be read, and may close what bucket ${target.Bucket} opens. Allow s3:GetAccountPublicAccessBlock to this function's role, also in service control policies. ${message(accountBlock.unreadable)}`,
    );
  return read;
};

/**
 * Reads buckets of one account, wherever they are: three calls for one that lets nobody in, seven for one that seems to.
 * `account` is the client of the account's own settings. Nothing is judged on an incomplete answer: whatever cannot be
 * read throws, save for settings that could not change the verdict.
 */
export const createReader = (s3: S3, account: S3, place: Pick<Place, 'account'>): Reader<Bucket> => ({
  read: async (id) => {
    const target = targetOf(id, place);
    try {
      const bucket = await readUnmasked(s3, target);
      return openParts(bucket).length === 0 ? bucket : await readMasks(s3, account, target, bucket);
    } catch (error) {
      if (classify(error) === 'gone') return undefined;
      throw error;
    }
  },
  // Every bucket of an account is more than one function can judge.
  resolve: async () => [],
  tags: async (id) => {
    const answer = await ifSet(s3.send(new GetBucketTaggingCommand(targetOf(id, place))), 'NoSuchTagSet');
    const tags = (answer?.TagSet ?? []).map(({ Key = '', Value = '' }) => [Key, Value]);
    return [{ owner: id, tags: Object.fromEntries(tags) }];
  },
});
