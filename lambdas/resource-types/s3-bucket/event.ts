import type { CloudTrailEvent } from '../../core/base/event.ts';
import { everyText, idsAmong, refused } from '../../core/base/event-ids.ts';
import { at, isRecord, list, own } from '../../core/base/json.ts';
import type { Hint } from '../../core/base/resource-type.ts';
import type { BucketPart } from './model.ts';
import { unpacked } from './shown.ts';

/** Old buckets of us-east-1 have up to 255 characters, capitals and underscores. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{2,254}$/;
const ARN = /^arn:[^:]+:s3:::([^/]+)/;
const ARN_WITHIN = /\barn:[a-z-]{3,32}:s3:::([A-Za-z0-9][A-Za-z0-9._-]{2,254})/g;
/** `bucket.s3.eu-west-1.amazonaws.com`, `bucket.s3-us-west-2.amazonaws.com`, `bucket.s3.dualstack.…`, `bucket.s3.amazonaws.com.cn`. */
const HOST = /^(.+)\.s3[.-]([a-z0-9.-]+\.)?amazonaws\.com(\.cn)?$/;
/** The longest name that DNS knows: RFC 1035. */
const MAX_HOST = 253;
const CONTROL_HOST = /^(\d{12})\.s3-control\./;

const names = (values: readonly unknown[]): readonly string[] => idsAmong(values, NAME);

/** The values of a property, whatever its case: a text, or a list of one in older records. */
const valuesOf = (holder: unknown, ...properties: readonly string[]): readonly unknown[] =>
  Object.entries(isRecord(holder) ? holder : {})
    .filter(([property]) => properties.includes(property.toLowerCase()))
    .flatMap(([, value]) => value);

const hostsOf = (request: unknown): readonly unknown[] =>
  valuesOf(request, 'host').filter((host) => typeof host === 'string' && host.length <= MAX_HOST);

const captured = (values: readonly unknown[], pattern: RegExp): readonly (string | undefined)[] =>
  values.map((value) => (typeof value === 'string' ? pattern.exec(value)?.[1] : undefined));

const resourcesOf = ({ record }: CloudTrailEvent): readonly unknown[] => list(own(record, 'resources'));

/** Where a bucket's name stands, the best place first. */
const PLACES: readonly ((event: CloudTrailEvent) => readonly unknown[])[] = [
  ({ requestParameters }) => valuesOf(requestParameters, 'bucketname', 'bucket'),
  ({ requestParameters }) => captured(valuesOf(requestParameters, 'resourcearn'), ARN),
  (event) =>
    captured(
      resourcesOf(event).map((resource) => own(resource, 'ARN')),
      ARN,
    ),
  ({ requestParameters }) => captured(hostsOf(requestParameters), HOST),
  ({ record }) => everyText(record).flatMap((text) => [...text.matchAll(ARN_WITHIN)].map(([, name]) => name)),
];

const bucketsOf = (event: CloudTrailEvent): readonly string[] => {
  for (const place of PLACES) {
    const found = names(place(event));
    if (found.length > 0) return found;
  }
  return [];
};

/** The caller's account gets the record too; judging the bucket is up to its owner. */
const isForeign = (event: CloudTrailEvent): boolean => {
  const account = own(event.record, 'recipientAccountId');
  const owners = resourcesOf(event)
    .filter((resource) => own(resource, 'type') === 'AWS::S3::Bucket')
    .map((resource) => own(resource, 'accountId'));
  return (
    account !== undefined &&
    owners.length > 0 &&
    owners.every((owner) => owner !== undefined && owner !== account)
  );
};

const accountOf = ({ record, requestParameters }: CloudTrailEvent): string | undefined =>
  [
    own(record, 'recipientAccountId'),
    ...valuesOf(requestParameters, 'accountid'),
    ...captured(hostsOf(requestParameters), CONTROL_HOST),
    at(record, 'userIdentity.accountId'),
  ].find((value): value is string => typeof value === 'string' && /^\d{12}$/.test(value));

const isAccountWide = ({ name }: CloudTrailEvent): boolean => name.endsWith('AccountPublicAccessBlock');

/** These calls tag access points, storage lenses and more; naming no bucket is no mistake there. */
const isTagging = ({ name }: CloudTrailEvent): boolean => name === 'TagResource' || name === 'UntagResource';

type Ids = Pick<Hint<BucketPart>, 'ids' | 'lookUps'> | { readonly refused: string };

const idsOf = (event: CloudTrailEvent): Ids => {
  if (isAccountWide(event)) {
    const value = accountOf(event);
    return value ? { ids: [], lookUps: [{ by: 'account', value }] } : refused(event, 'account');
  }
  if (isForeign(event)) return { ids: [], lookUps: [] };
  const ids = isTagging(event) ? names(PLACES[1]?.(event) ?? []) : bucketsOf(event);
  return ids.length > 0 || isTagging(event) ? { ids, lookUps: [] } : refused(event, 'bucket');
};

/**
 * Which buckets an event is about, in any of the shapes that CloudTrail records have been seen in. A call that changes
 * the whole account asks for a look-up by account. Never throws.
 */
export const hintOf = (
  raw: CloudTrailEvent,
): Pick<Hint<BucketPart>, 'ids' | 'lookUps'> | { readonly refused: string } =>
  idsOf({ ...raw, requestParameters: unpacked(raw.requestParameters) });
