import { randomUUID } from 'node:crypto';
import { type Call, isReadOnly } from './call.ts';
import { partitionOf } from './caller.ts';
import { ec2Request, ec2Response, ruleResponse } from './ec2-event.ts';
import type { Answer } from './http.ts';
import { isPolicyCall } from './logged.ts';
import { jsonError, policyRequest, policyResponse } from './policy-event.ts';
import { rdsRequest, rdsResponse } from './rds-event.ts';
import { isS3Management, s3Extras, s3Host, s3Request } from './s3-event.ts';
import type { RuleChange } from './security-group-rules.ts';
import { parseItems, xmlError } from './xml.ts';

/** A CloudTrail record, version 1.11. */
export type TrailRecord = Readonly<Record<string, unknown>> & {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly awsRegion: string;
  readonly recipientAccountId: string;
};

type Json = Readonly<Record<string, unknown>>;

const MAX_FIELD_BYTES = 100 * 1024;

/** CloudTrail leaves out what is longer: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const capped = (value: unknown): unknown => {
  const size = Buffer.byteLength(JSON.stringify(value ?? null));
  return size > MAX_FIELD_BYTES ? { omitted: true, originalSize: size, reason: 'input too large' } : value;
};

/** Services that speak JSON. */
const JSON_SERVICES = new Set(['ssm', 'elasticmapreduce']);

const LOGGED = new Set(['ec2', 's3', 'rds', ...JSON_SERVICES]);

const isLogged = (call: Call): boolean =>
  isPolicyCall(call) ||
  (LOGGED.has(call.service) && !isReadOnly(call) && (call.service !== 's3' || isS3Management(call)));

const requestOf = (call: Call): unknown => {
  if (call.service === 'ec2') return ec2Request(call.action, call.params);
  if (call.service === 'rds') return rdsRequest(call.params);
  return call.service === 's3' ? s3Request(call) : policyRequest(call);
};

/** What became of a call: the answer and, of a call on rules, what it changed. */
export interface Performed {
  readonly answer: Answer;
  readonly change?: RuleChange;
}

const responseOf = (call: Call, { answer, change }: Performed, requestId: string): unknown => {
  if (call.service === 's3') return null;
  if (call.service === 'rds') return rdsResponse(call.action, answer.body);
  if (isPolicyCall(call) || JSON_SERVICES.has(call.service)) return policyResponse(call, answer);
  if (!change) return ec2Response(call.action, requestId, parseItems(answer.body));
  const { account } = call.caller;
  const arn = `arn:${partitionOf(call.region)}:ec2:${call.region}:${account}:security-group-rule/`;
  return ruleResponse(call.action, requestId, change, account, arn);
};

/** EC2 alone marks its own refusals as the client's or the server's. */
const errorOf = (call: Call, { status, body }: Answer): Json => {
  const { code, message } = jsonError(body) ?? xmlError(body);
  const side = status >= 500 ? 'Server' : 'Client';
  return { errorCode: call.service === 'ec2' ? `${side}.${code}` : code, errorMessage: message };
};

/** The record that CloudTrail keeps of a call that wants to change something; undefined for reads and for services without doors. */
export const recordOf = (call: Call, performed: Performed): TrailRecord | undefined => {
  if (!isLogged(call)) return undefined;
  const { answer } = performed;
  const refused = answer.status >= 300;
  const requestID = randomUUID();
  return {
    eventVersion: '1.11',
    userIdentity: call.caller.userIdentity,
    eventTime: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.action,
    awsRegion: call.region,
    sourceIPAddress: '127.0.0.1',
    userAgent: String(call.request.headers['user-agent'] ?? ''),
    ...(refused && errorOf(call, answer)),
    requestParameters: capped(requestOf(call)),
    responseElements: refused ? null : capped(responseOf(call, performed, requestID)),
    ...(call.service === 's3' && s3Extras(call)),
    requestID,
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.caller.account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader:
        call.service === 's3' ? s3Host(call) : `${call.service}.${call.region}.amazonaws.com`,
    },
  };
};
