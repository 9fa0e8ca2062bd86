import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from '../../../lambdas/core/base/event.ts';
import { at, own } from '../../../lambdas/core/base/json.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/security-group/templates.ts';
import { securityGroup as kind } from '../../../lambdas/resource-types/security-group/type.ts';

const FOLDER = new URL('../../events/', import.meta.url);

/** What is to become of an event: ignored, with the reason, or what it names and shows. */
type Expectation =
  | string
  | {
      readonly ids: readonly string[];
      readonly closes?: true;
      readonly shows?: readonly string[];
      readonly violates?: readonly string[];
    };

const SSH = ['unrestricted-ssh-access'];

/** Recorded by others; test/events/README.md tells where they come from. */
const EXPECTED: Readonly<Record<string, Expectation>> = {
  'airbnb-streamalert__AuthorizeSecurityGroupIngress__2': 'detail-type is ...',
  'airbnb-streamalert__DeleteAccountPublicAccessBlock__1': 'source is aws.s3',
  'airbnb-streamalert__ModifyDBClusterSnapshotAttribute__1': 'source is aws.rds',
  'airbnb-streamalert__PutAccountPublicAccessBlock__1': 'source is aws.s3',
  'airbnb-streamalert__PutBucketAcl__1': 'detail-type is ...',
  'airbnb-streamalert__PutBucketAcl__2': 'detail-type is ...',
  'airbnb-streamalert__PutBucketPublicAccessBlock__2': 'source is aws.s3',
  'airbnb-streamalert__PutObjectAcl__1': 'detail-type is ...',
  'airbnb-streamalert__PutObjectAcl__3': 'detail-type is ...',
  drawbridge__CreateDBInstance__1: 'source is aws.rds',
  'cloud-custodian-cloud-custodian__CreateBucket__1': 'source is aws.s3',
  'cloud-custodian-cloud-custodian__CreateBucket__2': 'source is aws.s3',
  'datadog-stratus-red-team__RunInstances__1': 'the call failed with Client.UnauthorizedOperation',
  drawbridge__AuthorizeSecurityGroupEgress__1: 'AuthorizeSecurityGroupEgress is not a call that is looked at',
  // From 203.0.113.0/24: nothing that a template could object to.
  drawbridge__AuthorizeSecurityGroupIngress__1: { ids: ['sg-db3acf5cb8c7adcaf'] },
  drawbridge__CreateDBInstance__2: 'source is aws.rds',
  drawbridge__ModifyDBClusterSnapshotAttribute__1: 'source is aws.rds',
  drawbridge__ModifyDBSnapshotAttribute__1: 'source is aws.rds',
  drawbridge__RunInstances__1: 'RunInstances is not a call that is looked at',
  drawbridge__UpdateInstanceInformation__1: 'source is aws.ssm',
  drawbridge__AuthorizeSecurityGroupEgress__2: 'AuthorizeSecurityGroupEgress is not a call that is looked at',
  // The flat form, with an empty ipPermissions beside it.
  drawbridge__AuthorizeSecurityGroupIngress__2: {
    ids: ['sg-4b6037db17d22d684'],
    shows: ['tcp 22 from 0.0.0.0/0 (sgr-4f359f770a84b2368)'],
    violates: SSH,
  },
  drawbridge__AuthorizeSecurityGroupIngress__3: {
    ids: ['sg-4b6037db17d22d684'],
    shows: ['tcp 443 from 0.0.0.0/0 (sgr-cd1d798440bd9aee2)'],
  },
  drawbridge__CreateBucket__1: 'source is aws.s3',
  // Tags of an image.
  drawbridge__CreateTags__1: { ids: [], closes: true },
  drawbridge__DeleteBucketPolicy__1: 'source is aws.s3',
  drawbridge__DeleteSecurityGroup__1: { ids: ['sg-4b6037db17d22d684'], closes: true },
  drawbridge__ModifyDBSnapshotAttribute__2: 'source is aws.rds',
  drawbridge__PutBucketPolicy__1: 'source is aws.s3',
  drawbridge__PutBucketTagging__1: 'source is aws.s3',
  drawbridge__RevokeSecurityGroupEgress__1: 'the call failed with Client.InvalidPermission.NotFound',
  drawbridge__RevokeSecurityGroupEgress__2: 'RevokeSecurityGroupEgress is not a call that is looked at',
  drawbridge__RevokeSecurityGroupIngress__1: { ids: ['sg-4b6037db17d22d684'], closes: true },
  drawbridge__RunInstances__2: 'RunInstances is not a call that is looked at',
  drawbridge__DeleteBucketEncryption__1: 'eventSource is s3.amazonaws.com',
  // From a group, which happens to be this very one.
  'netflix-skunkworks-historical__AuthorizeSecurityGroupIngress__1': { ids: ['sg-4e386e31'] },
  'panther-labs-panther-analysis__AuthorizeDBSecurityGroupIngress__2': 'source is aws.rds',
  'panther-labs-panther-analysis__AuthorizeDBSecurityGroupIngress__3': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__AuthorizeSecurityGroupEgress__1':
    'AuthorizeSecurityGroupEgress is not a call that is looked at',
  // An answer of before 2021, without rule ids.
  'panther-labs-panther-analysis__AuthorizeSecurityGroupIngress__1': {
    ids: ['sg-0d921df5d84f7270a'],
    shows: ['tcp 22 from 0.0.0.0/0'],
    violates: SSH,
  },
  // Ports are texts, and 0.0.0.0/16 is not the world, but may be a part of it.
  'panther-labs-panther-analysis__AuthorizeSecurityGroupIngress__2': {
    ids: ['sg-04f0b44316f7d2471'],
    shows: ['tcp 443 from 0.0.0.0/16'],
  },
  'panther-labs-panther-analysis__AuthorizeSecurityGroupIngress__4': { ids: ['sg-1'] },
  'panther-labs-panther-analysis__AuthorizeSecurityGroupIngress__5': 'the call failed with RequestExpired',
  'panther-labs-panther-analysis__CopyDBClusterSnapshot__1': 'source is aws.rds',
  'panther-labs-panther-analysis__CopyDBSnapshot__1': 'source is aws.rds',
  'panther-labs-panther-analysis__CopyDBSnapshot__2': 'source is aws.rds',
  'panther-labs-panther-analysis__CreateDBSnapshot__1': 'source is aws.rds',
  'panther-labs-panther-analysis__CreateDBSnapshot__2': 'source is aws.rds',
  'panther-labs-panther-analysis__CreateSecurityGroup__1':
    'CreateSecurityGroup is not a call that is looked at',
  'panther-labs-panther-analysis__DeleteBucketEncryption__1': 'source is aws.s3',
  'panther-labs-panther-analysis__DeleteBucketEncryption__2': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__DeleteBucketPublicAccessBlock__2': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__DeleteBucketPublicAccessBlock__3':
    'DeleteBucketPublicAccessBlock is not a call that is looked at',
  'panther-labs-panther-analysis__ModifyDBInstance__1': 'source is aws.rds',
  'panther-labs-panther-analysis__ModifyDBSnapshotAttribute__1': 'source is aws.rds',
  'panther-labs-panther-analysis__ModifyDBSnapshotAttribute__2': 'source is aws.rds',
  'panther-labs-panther-analysis__PutBucketAcl__1': 'source is aws.s3',
  'panther-labs-panther-analysis__PutBucketAcl__2': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__PutBucketEncryption__1': 'source is aws.s3',
  'panther-labs-panther-analysis__PutBucketPolicy__1': 'source is aws.s3',
  'panther-labs-panther-analysis__PutBucketPolicy__2': 'source is aws.s3',
  'panther-labs-panther-analysis__PutBucketPolicy__3': 'source is aws.s3',
  'panther-labs-panther-analysis__PutBucketPolicy__4': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__PutBucketPolicy__5': 'source is aws.s3',
  'panther-labs-panther-analysis__PutBucketPublicAccessBlock__1': 'source is aws.s3',
  'panther-labs-panther-analysis__RunInstances__1': 'the call failed with Client.DryRunOperation',
  drawbridge__CreateBucket__2: 'source is aws.s3',
  drawbridge__PutBucketPublicAccessBlock__1: 'source is aws.s3',
  'rubysoho07-cloudtrail-watcher__AuthorizeSecurityGroupIngress__1': {
    ids: ['sg-0e79c7acdf4a0225e'],
    shows: ['tcp 22 from 0.0.0.0/0 (sgr-0ab4202bcd11d93d2)'],
    violates: SSH,
  },
  'rubysoho07-cloudtrail-watcher__CreateSecurityGroup__1':
    'CreateSecurityGroup is not a call that is looked at',
  // tcp 443 from one address; upper-case names, one rule as an object.
  'rubysoho07-cloudtrail-watcher__ModifySecurityGroupRules__1': { ids: ['sg-ef6e8186'], closes: true },
  'rubysoho07-cloudtrail-watcher__RunInstances__1': 'RunInstances is not a call that is looked at',
  'splunk-security_content__PutBucketAcl__1': 'source is aws.s3',
  // Empty request parameters: no group is named, and none is missed.
  drawbridge__CreateTags__2: { ids: [], closes: true },
  drawbridge__GetBucketPublicAccessBlock__1: 'the call failed with NoSuchPublicAccessBlockConfiguration',
  drawbridge__PutBucketPolicy__2: 'source is aws.s3',
  // From a group: its id is not the id of the group that was changed.
  drawbridge__AuthorizeSecurityGroupIngress__4: { ids: ['sg-a8d808fe6403a2f3f'] },
  drawbridge__AuthorizeSecurityGroupIngress__5: { ids: ['sg-a8d808fe6403a2f3f'] },
  drawbridge__RevokeSecurityGroupIngress__2: 'the call failed with Client.UnauthorizedOperation',
  drawbridge__PutBucketAcl__1: 'source is aws.s3',
  drawbridge__PutBucketPolicy__3: 'source is aws.s3',
  drawbridge__PutBucketPublicAccessBlock__2: 'source is aws.s3',
  // Says nothing but the ids: what the rule is now must be read.
  drawbridge__ModifySecurityGroupRules__1: { ids: ['sg-2'], closes: true },
};

/** A bare record in the envelope that EventBridge would put around it. */
const envelopeOf = (file: unknown): unknown =>
  own(file, 'detail') !== undefined
    ? file
    : {
        'detail-type': 'AWS API Call via CloudTrail',
        source: `aws.${String(own(file, 'eventSource')).split('.')[0]}`,
        account: own(file, 'recipientAccountId'),
        region: own(file, 'awsRegion'),
        detail: file,
      };

const judge = (file: unknown): Expectation => {
  const envelope = envelopeOf(file);
  const place = (inEnvelope: string, inRecord: string): string =>
    String(own(envelope, inEnvelope) ?? at(envelope, `detail.${inRecord}`));
  const parsed = parse(envelope, {
    ...kind,
    account: place('account', 'recipientAccountId'),
    region: place('region', 'awsRegion'),
  });
  if (parsed.outcome !== 'event') return parsed.reason;
  const hint = kind.hint(parsed.event);
  if ('refused' in hint) return hint.refused;
  expect(hint.lookUps).toEqual([]);
  const shown = kind.assume('sg-0123456789abcdef0', hint.shows);
  const violates = TEMPLATES.filter((template) => template.offending(shown).length > 0).map(({ id }) => id);
  return {
    ids: hint.ids,
    ...(hint.closes && { closes: true }),
    ...(hint.shows.length > 0 && { shows: hint.shows.map(kind.describe) }),
    ...(violates.length > 0 && { violates }),
  };
};

test('every recorded event is in the table', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(EXPECTED).sort());
  expect(files).toHaveLength(83);
});

test.for(Object.entries(EXPECTED))('%s', ([name, expected]) => {
  const file: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
  expect(judge(file)).toEqual(expected);
});
