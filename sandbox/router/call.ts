import type { Caller, Callers } from './caller.ts';
import type { Request } from './http.ts';
import { restOperation } from './rest-operation.ts';
import { s3Operation } from './s3-operation.ts';

/** One API call: what is asked, of which service, by whom. */
export interface Call {
  readonly request: Request;
  /** The signing name, e.g. `ec2`; S3 Control signs as `s3`. */
  readonly service: string;
  /** The operation as CloudTrail names it; method and path where the protocol does not tell. */
  readonly action: string;
  readonly region: string;
  readonly caller: Caller;
  /** The parameters of the query protocols; empty otherwise. */
  readonly params: URLSearchParams;
}

const SCOPE = /Credential=([^/\s]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/** Operations of Security Hub by method and path; the other REST services are told by method and path alone. */
const SECURITY_HUB: Readonly<Record<string, string>> = {
  'POST /accounts': 'EnableSecurityHub',
  'GET /accounts': 'DescribeHub',
  'DELETE /accounts': 'DisableSecurityHub',
  'POST /findings': 'GetFindings',
  'POST /findings/import': 'BatchImportFindings',
  'PATCH /findings/batchupdate': 'BatchUpdateFindings',
};

const paramsOf = ({ headers, body, url }: Request): URLSearchParams => {
  const form = String(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return new URLSearchParams(form ? body.toString() : url.search);
};

const actionOf = (service: string, request: Request, params: URLSearchParams): string => {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.').at(-1) ?? target;
  const operation = /\/operation\/(\w+)$/.exec(request.url.pathname)?.[1];
  const path = `${request.method} ${request.url.pathname}`;
  if (service === 's3') return s3Operation(request).name;
  if (service === 'ebs') return /\/blocks\/\d+$/.test(path) ? 'GetSnapshotBlock' : 'ListSnapshotBlocks';
  const rest = restOperation(service, request);
  if (rest) return rest.name;
  return (
    params.get('Action') ?? operation ?? (service === 'securityhub' ? SECURITY_HUB[path] : undefined) ?? path
  );
};

/** Presigned URLs carry the credential scope in the query. */
const scopeOf = ({ headers, url }: Request): readonly [key: string, region: string, service: string] => {
  const presigned = url.searchParams.get('X-Amz-Credential');
  const found = SCOPE.exec(presigned ? `Credential=${presigned}` : String(headers.authorization ?? ''));
  return found ? [found[1] ?? '', found[2] ?? '', found[3] ?? ''] : ['', 'us-east-1', ''];
};

export const parseCall = (request: Request, callers: Callers): Call => {
  const [accessKey, region, service] = scopeOf(request);
  const params = paramsOf(request);
  const caller = callers.of(request.headers, accessKey, region);
  return { request, service, region, caller, action: actionOf(service, request, params), params };
};

/** Calls that change nothing have no event on EventBridge. */
export const isReadOnly = ({ action }: Pick<Call, 'action'>): boolean =>
  /^(Describe|Get|List|Head|Search|Lookup|Download|Export|Select)/.test(action);
