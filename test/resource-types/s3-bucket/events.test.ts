import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from '../../../lambdas/core/base/event.ts';
import { at, own } from '../../../lambdas/core/base/json.ts';
import { TEMPLATES } from '../../../lambdas/resource-types/s3-bucket/templates.ts';
import { s3Bucket as kind } from '../../../lambdas/resource-types/s3-bucket/type.ts';

const FOLDER = new URL('../../events/', import.meta.url);

/** What is to become of an event: ignored or refused, with the reason, or what it names and shows. */
type Expectation =
  | string
  | {
      readonly ids: readonly string[];
      readonly accounts?: readonly string[];
      readonly closes?: true;
      readonly shows?: readonly string[];
      readonly violates?: readonly string[];
    };

const READ = 'world-readable-s3-buckets';
const WRITE = 'publicly-writable-s3-buckets';

/** Recorded by others; test/events/README.md tells where they come from. */
const EXPECTED: Readonly<Record<string, Expectation>> = {
  'airbnb-streamalert__DeleteAccountPublicAccessBlock__1': { ids: [], accounts: ['123456789123'] },
  'airbnb-streamalert__PutAccountPublicAccessBlock__1': {
    ids: [],
    accounts: ['123456789123'],
    closes: true,
  },
  // Its detail-type has been blotted out.
  'airbnb-streamalert__PutBucketAcl__1': 'detail-type is ...',
  'airbnb-streamalert__PutBucketAcl__2': 'detail-type is ...',
  'airbnb-streamalert__PutBucketPublicAccessBlock__2': { ids: ['test'], closes: true },
  'airbnb-streamalert__PutObjectAcl__1': 'detail-type is ...',
  'airbnb-streamalert__PutObjectAcl__3': 'detail-type is ...',
  'cloud-custodian-cloud-custodian__CreateBucket__1': { ids: ['custodian-create-bucket-v4'] },
  'cloud-custodian-cloud-custodian__CreateBucket__2': { ids: ['cwe-test'] },
  drawbridge__CreateBucket__1: { ids: ['bucket-summit'] },
  drawbridge__DeleteBucketPolicy__1: {
    ids: ['bucket-pebble'],
    closes: true,
  },
  // For another account, by name: nothing that a template could object to.
  drawbridge__PutBucketPolicy__1: { ids: ['bucket-pebble'], closes: true },
  drawbridge__PutBucketTagging__1: {
    ids: ['bucket-cedar'],
    closes: true,
  },
  drawbridge__DeleteBucketEncryption__1: { ids: ['i-has-a-bucket'] },
  'panther-labs-panther-analysis__DeleteBucketEncryption__1': { ids: ['sensitive-data-bucket'] },
  'panther-labs-panther-analysis__DeleteBucketEncryption__2': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__DeleteBucketPublicAccessBlock__2': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__DeleteBucketPublicAccessBlock__3': 'source is aws.ec2',
  'panther-labs-panther-analysis__PutBucketAcl__1': { ids: ['bucket'], closes: true },
  'panther-labs-panther-analysis__PutBucketAcl__2': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__PutBucketEncryption__1': { ids: ['sensitive-data-bucket'], closes: true },
  'panther-labs-panther-analysis__PutBucketPolicy__1': {
    ids: ['example-bucket'],
    closes: true,
    shows: ['statement 1 "Public Access": Allow s3:GetBucketAcl to {"AWS":"*"}'],
    violates: [READ],
  },
  // For a service.
  'panther-labs-panther-analysis__PutBucketPolicy__2': { ids: ['example-bucket'], closes: true },
  // Request parameters are null, the bucket stands nowhere else.
  'panther-labs-panther-analysis__PutBucketPolicy__3': 'PutBucketPolicy names no bucket.',
  'panther-labs-panther-analysis__PutBucketPolicy__4': 'the call failed with AccessDenied',
  'panther-labs-panther-analysis__PutBucketPolicy__5': 'PutBucketPolicy names no bucket.',
  'panther-labs-panther-analysis__PutBucketPublicAccessBlock__1': {
    ids: ['corporate-documents'],
    closes: true,
  },
  drawbridge__CreateBucket__2: { ids: ['bucket-marble'] },
  drawbridge__PutBucketPublicAccessBlock__1: { ids: ['bucket-tundra'], closes: true },
  // A grant by header.
  'splunk-security_content__PutBucketAcl__1': {
    ids: ['patricktestbucket19'],
    closes: true,
    shows: ['WRITE_ACP to AuthenticatedUsers'],
    violates: [WRITE],
  },
  drawbridge__GetBucketPublicAccessBlock__1: 'the call failed with NoSuchPublicAccessBlockConfiguration',
  drawbridge__PutBucketPolicy__2: { ids: ['bucket-zephyr'], closes: true },
  // A canned ACL, in a list.
  drawbridge__PutBucketAcl__1: {
    ids: ['bucket-lantern20'],
    closes: true,
    shows: ['READ to AllUsers'],
    violates: [READ],
  },
  // The policy as a text.
  drawbridge__PutBucketPolicy__3: {
    ids: ['bucket-lantern20'],
    closes: true,
    shows: ['statement 1: Allow s3:GetObject to *'],
    violates: [READ],
  },
  drawbridge__PutBucketPublicAccessBlock__2: { ids: ['bucket-lantern20'], closes: true },
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
  if ('refused' in hint) return hint.refused.replace(/ Look .*/, '');
  const shown = kind.assume('b', hint.shows);
  const violates = TEMPLATES.filter(({ offending }) => offending(shown).length > 0).map(({ id }) => id);
  const accounts = hint.lookUps.map(({ by, value }) => (by === 'account' ? value : by));
  return {
    ids: hint.ids,
    ...(accounts.length > 0 && { accounts }),
    ...(hint.closes && { closes: true }),
    ...(hint.shows.length > 0 && { shows: hint.shows.map(kind.describe) }),
    ...(violates.length > 0 && { violates }),
  };
};

const readEvent = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));

const eventName = (name: string): string => String(at(envelopeOf(readEvent(name)), 'detail.eventName'));

test('every recorded event of S3 is in the table', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
  const ofS3 = files
    .map((file) => file.replace('.json', ''))
    .filter((name) => /Bucket|PublicAccessBlock|ObjectAcl/.test(eventName(name)));
  expect(ofS3.sort()).toEqual(Object.keys(EXPECTED).sort());
});

test('no recorded event of another service gets through', () => {
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json'))) {
    const name = file.replace('.json', '');
    if (!Object.hasOwn(EXPECTED, name)) expect(judge(readEvent(name)), name).toBeTypeOf('string');
  }
});

test.for(Object.entries(EXPECTED))('%s', ([name, expected]) => {
  expect(judge(readEvent(name))).toEqual(expected);
});

test('the recorded ACL whose envelope was blotted out shows its grants all the same', () => {
  const detail = at(readEvent('airbnb-streamalert__PutBucketAcl__1'), 'detail') as Record<string, unknown>;
  const event = { ...detail, bucketName: 'b', requestParameters: detail['requestParameters'] };
  const hint = kind.hint({
    name: 'PutBucketAcl',
    id: 'e',
    time: '',
    actor: { arn: 'a' },
    responseElements: null,
    requestParameters: event.requestParameters,
    record: { resources: [{ ARN: 'arn:aws:s3:::photos' }] },
  });
  expect('refused' in hint ? hint : hint.shows.map(kind.describe)).toEqual(
    expect.arrayContaining([
      'READ to AuthenticatedUsers',
      'READ_ACP to AuthenticatedUsers',
      'READ to AllUsers',
    ]),
  );
});
