import { at, own } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import type { Answer } from './http.ts';
import { lowerFirst, treeOf } from './query.ts';
import { restOperation } from './rest-operation.ts';
import { type AwsError, parseXml } from './xml.ts';

type Json = Readonly<Record<string, unknown>>;

/** Maps, whose keys are the caller's own and stay as they are. */
const MAPS = new Set(['Attributes', 'attributes', 'Tags', 'tags']);

const lowered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [
      lowerFirst(name),
      MAPS.has(name) && !Array.isArray(child) ? child : lowered(child),
    ]),
  );
};

const parsed = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString() || '{}');
  } catch {
    return {};
  }
};

/** Queues are served by the embedded AWS itself; CloudTrail names the host that AWS has for them. */
const withHosts = (value: unknown, region: string): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null).replaceAll(
      /"(queueUrl)":"https?:\/\/[^/"]+\//g,
      `"$1":"https://sqs.${region}.amazonaws.com/`,
    ),
  );

/** What a call says, in whatever protocol: of the query protocol, of the path and the query, and of the body. */
const saidIn = ({ service, request, params }: Call): Json => {
  if (params.has('Action')) return treeOf(params);
  const rest = restOperation(service, request);
  return {
    ...(rest && { ...Object.fromEntries(request.url.searchParams), ...rest.parameters }),
    ...(parsed(request.body) as Json),
  };
};

/** The request as CloudTrail keeps it: the members of the API, their first letter small. */
export const policyRequest = (call: Call): Json => withHosts(lowered(saidIn(call)), call.region) as Json;

/** The answer as CloudTrail keeps it; null where it says nothing. */
export const policyResponse = (call: Call, { body }: Answer): Json | null => {
  const { action, params } = call;
  const said = params.has('Action')
    ? (at(parseXml(body), `${action}Response.${action}Result`) ?? {})
    : parsed(body);
  const answer = withHosts(lowered(said), call.region) as Json;
  return Object.keys(answer).length > 0 ? answer : null;
};

/** Code and message of an error answer in the JSON protocols. */
export const jsonError = (body: Buffer): AwsError | undefined => {
  const error = parsed(body);
  const type = own(error, '__type') ?? own(error, 'code');
  if (typeof type !== 'string') return undefined;
  const message = own(error, 'message') ?? own(error, 'Message') ?? '';
  return { code: type.replace(/^.*#/, ''), message: String(message) };
};
