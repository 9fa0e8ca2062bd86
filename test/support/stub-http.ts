/** A call as it goes over the wire. */
export interface WireCall {
  /** `X-Amz-Target`'s operation, the form's `Action`, or the method and path. */
  readonly action: string;
  readonly body: string;
  /** The body where it is JSON. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, string>>;
}

export interface WireAnswer {
  readonly status?: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const jsonOf = (body: string): Readonly<Record<string, unknown>> =>
  body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {};

const callOf = ({ method, path, query = {}, headers, body }: HttpRequest): WireCall => {
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body ?? '');
  const target = headers['x-amz-target']?.split('.').at(-1);
  const action = target ?? new URLSearchParams(text).get('Action') ?? `${method} ${path}`;
  return { action, body: text, json: jsonOf(text), query };
};

/**
 * What makes an SDK client answer from here: everything above HTTP is the SDK's own. `answer` says what each call gets;
 * undefined is an error, so that no call goes unnoticed.
 */
export const stubHttp = (answer: (call: WireCall) => WireAnswer | undefined) => {
  const calls: WireCall[] = [];
  const handle = async (request: HttpRequest) => {
    const call = callOf(request);
    calls.push(call);
    const given = answer(call);
    if (!given) throw new Error(`Nobody answers ${call.action}.`);
    const { status = 200, body, headers = {} } = given;
    return {
      response: {
        statusCode: status,
        headers: { 'content-type': body.startsWith('<') ? 'text/xml' : 'application/json', ...headers },
        body: new TextEncoder().encode(body),
      },
    };
  };
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    handle,
  };
  const config = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'example', secretAccessKey: 'example' },
    maxAttempts: 1,
    requestHandler: requestHandler as never,
  };
  return { config, calls };
};

/** A refusal of the JSON protocols. */
export const refusal = (code: string, status = 400): WireAnswer => ({
  status,
  headers: { 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, message: `${code}, says the stub` }),
});
