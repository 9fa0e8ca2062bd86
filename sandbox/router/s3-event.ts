import { randomBytes } from 'node:crypto';
import type { Call } from './call.ts';
import { partitionOf } from './caller.ts';
import { s3Operation } from './s3-operation.ts';
import { parseXml } from './xml.ts';

type Json = Readonly<Record<string, unknown>>;

/** CloudTrail turns XML into JSON with truth values; numbers stay text. */
const typed = (value: unknown): unknown => {
  if (value === 'true' || value === 'false') return value === 'true';
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, typed(child)]));
};

const policy = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

const bodyOf = ({ action, request: { body } }: Call): Json => {
  if (body.length === 0) return {};
  if (action === 'PutBucketPolicy') return { bucketPolicy: policy(body.toString()) };
  return typed(parseXml(body)) as Json;
};

const headersOf = ({ request: { headers } }: Call): Json => {
  const grants = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-grant-'));
  const plain = ['x-amz-acl', 'x-amz-object-ownership'].filter((name) => headers[name] !== undefined);
  return {
    ...Object.fromEntries(plain.map((name) => [name, headers[name]])),
    ...(grants.length > 0 && { accessControlList: Object.fromEntries(grants) }),
  };
};

const domain = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');

/** Calls on objects are data events, which a trail does not log unless it is told to. */
export const isS3Management = (call: Call): boolean =>
  call.service === 's3' && s3Operation(call.request).key === undefined && call.action !== 'DeleteObjects';

/** The name that AWS serves a bucket, or an account's S3 Control, under. */
export const s3Host = ({ request, region, caller }: Call): string => {
  const { bucket } = s3Operation(request);
  const account = request.headers['x-amz-account-id'] ?? caller.account;
  const place = bucket ? `${bucket}.s3` : `${String(account)}.s3-control`;
  return `${place}.${region}.${domain(region)}`;
};

export const s3Request = (call: Call): Json => {
  const { bucket, resource } = s3Operation(call.request);
  return {
    ...(bucket && { bucketName: bucket }),
    Host: s3Host(call),
    ...(resource && { [resource]: '' }),
    ...headersOf(call),
    ...bodyOf(call),
  };
};

/** What only S3's events have: transfer details and, except for CreateBucket, the bucket's ARN. */
export const s3Extras = (call: Call): Json => {
  const { bucket } = s3Operation(call.request);
  const arn = `arn:${partitionOf(call.region)}:s3:::${bucket}`;
  return {
    additionalEventData: {
      SignatureVersion: 'SigV4',
      CipherSuite: 'TLS_AES_128_GCM_SHA256',
      bytesTransferredIn: call.request.body.length,
      AuthenticationMethod: 'AuthHeader',
      'x-amz-id-2': randomBytes(56).toString('base64'),
      bytesTransferredOut: 0,
    },
    ...(bucket &&
      call.action !== 'CreateBucket' && {
        resources: [{ accountId: call.caller.account, type: 'AWS::S3::Bucket', ARN: arn }],
      }),
  };
};
