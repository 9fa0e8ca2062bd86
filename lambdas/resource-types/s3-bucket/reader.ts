import {
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketWebsiteCommand,
  GetPublicAccessBlockCommand,
  type GetPublicAccessBlockCommandOutput,
  type Grantee,
} from '@aws-sdk/client-s3';
import { errorCode, message, Permanent } from '../../core/base/errors.ts';
import type { Reader } from '../../core/base/ports.ts';
import type { Place } from '../../core/base/resource-type.ts';
import { type PolicyText, readPolicyText } from '../../core/judge/policy-text.ts';
import { statementParts } from '../../core/judge/statement-parts.ts';
import type { S3 } from './clients.ts';
import { classify } from './errors.ts';
import { type Block, judge, maskOf, openParts } from './exposure.ts';
import { type Bucket, grantParts, type PolicyStatus } from './model.ts';

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

/** The policy as S3 keeps it; nothing where there is none. Throws Permanent when it is no JSON. */
const readText = async (s3: S3, target: Target): Promise<PolicyText> => {
  const answer = await ifSet(s3.send(new GetBucketPolicyCommand(target)), 'NoSuchBucketPolicy');
  if (!answer?.Policy) return { document: undefined };
  try {
    return readPolicyText(answer.Policy);
  } catch (error) {
    throw new Permanent(
      `The policy of bucket ${target.Bucket} is ${error instanceof RangeError ? error.message : 'no JSON'}. Read it, and put it right by hand.`,
    );
  }
};

/** The policy to be changed. Throws Permanent also where it could not be written back as it is. */
export const readPolicy = async (s3: S3, target: Target): Promise<unknown> => {
  const { document, distrust } = await readText(s3, target);
  if (distrust)
    throw new Permanent(
      `The policy of bucket ${target.Bucket} holds ${distrust.why}, so it cannot be written back as it is. Change it by hand.`,
    );
  return document;
};

export const readEncryption = (s3: S3, target: Target) =>
  ifSet(s3.send(new GetBucketEncryptionCommand(target)), 'ServerSideEncryptionConfigurationNotFoundError');

/** What a ledger knows a grantee by. */
export const granteeOf = (grantee: Grantee | undefined): string =>
  grantee?.URI ?? grantee?.ID ?? grantee?.EmailAddress ?? '';

/** Everything that is judged, before anything masks it: three calls. */
const readUnmasked = async (s3: S3, target: Target): Promise<Bucket> => {
  const [{ Grants = [] }, { document, distrust }, encryption] = await Promise.all([
    readAcl(s3, target),
    readText(s3, target),
    readEncryption(s3, target),
  ]);
  return {
    name: target.Bucket,
    grants: grantParts(Grants.map(({ Grantee, Permission = '' }) => [granteeOf(Grantee), Permission])),
    statements: statementParts(document),
    ...(distrust && { distrust }),
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

/** S3 says nothing of this policy, or to nobody: other stores know no such call. */
const NO_WORD = new Set(['NoSuchBucketPolicy', 'NotImplemented']);

/** S3's own word on a policy. Throws what is transient. */
const readStatus = async (s3: S3, target: Target): Promise<PolicyStatus> => {
  try {
    const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand(target));
    if (PolicyStatus?.IsPublic === undefined) return { unreadable: 'S3 answers without a verdict.' };
    return PolicyStatus.IsPublic ? 'public' : 'not public';
  } catch (error) {
    const what = NO_WORD.has(errorCode(error)) ? 'permanent' : classify(error);
    if (what !== 'permanent') throw error;
    return { unreadable: message(error) };
  }
};

/** Only a policy of which something would be removed is worth S3's word. */
const withStatus = async (s3: S3, target: Target, bucket: Bucket): Promise<Bucket> =>
  openParts(bucket).some((part) => part.kind === 'statement' && judge(bucket, part).doubt === undefined)
    ? { ...bucket, status: await readStatus(s3, target) }
    : bucket;

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
  return withStatus(s3, target, read);
};

/**
 * Reads buckets of one account, wherever they are: three calls for one that lets nobody in, seven for one that seems to, and
 * one more where its policy does.
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
