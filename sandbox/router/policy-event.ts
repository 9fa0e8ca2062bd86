import { own } from '../../lambdas/core/base/json.ts';
import type { Call } from './call.ts';
import type { Answer } from './http.ts';
import { lowerFirst } from './query.ts';
import type { AwsError } from './xml.ts';

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

/** The request as CloudTrail keeps it: the members of the API, their first letter small. */
export const policyRequest = (call: Call): Json =>
  withHosts(lowered(parsed(call.request.body)), call.region) as Json;

/** The answer as CloudTrail keeps it; null where it says nothing. */
export const policyResponse = (call: Call, { body }: Answer): Json | null => {
  const answer = withHosts(lowered(parsed(body)), call.region) as Json;
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
