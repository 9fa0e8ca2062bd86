/** Where a call goes, and for whom. */
export interface Place {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
}

interface PlainCall {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** `X-Amz-Target` of the JSON protocols. */
  readonly target?: string;
}

/** A signature that nobody checks: the emulators and the router read its scope only. */
export const authorization = (account: string, region: string, service: string): string =>
  `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=sandbox`;

const contentType = ({ service, target }: PlainCall): string => {
  if (service === 'securityhub') return 'application/json';
  if (!target) return 'application/x-www-form-urlencoded';
  return service === 'events' ? 'application/x-amz-json-1.1' : 'application/x-amz-json-1.0';
};

/** One call without an SDK, for what happens before any is needed. @returns the body of the answer */
export const plainCall = async ({ endpoint, account, region }: Place, call: PlainCall): Promise<string> => {
  const { service, method, path, body, target } = call;
  const response = await fetch(new URL(path, endpoint), {
    method,
    headers: {
      authorization: authorization(account, region, service),
      'content-type': contentType(call),
      ...(target && { 'x-amz-target': target }),
    },
    ...(body && { body }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The embedded AWS answers ${service} with ${response.status}: ${text}`);
  return text;
};
