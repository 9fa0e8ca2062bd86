import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface Request {
  readonly method: string;
  /** Path and query as received; the signature of S3 calls depends on every character. */
  readonly target: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export type Forward = (request: Request, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

const readAll = async (message: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

export const receive = async (message: IncomingMessage): Promise<Request> => {
  const target = message.url ?? '/';
  return {
    method: message.method ?? 'GET',
    target,
    url: new URL(target, 'http://127.0.0.1'),
    headers: message.headers,
    body: await readAll(message),
  };
};

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'expect', 'content-length']);

const withoutHopByHop = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));

/** Sends requests on to one emulator over kept-alive connections. */
export const forwardTo = (port: number): { forward: Forward; close(): void } => {
  const agent = new http.Agent({ keepAlive: true });
  const forward: Forward = (request, headers = {}) =>
    new Promise((resolve, reject) => {
      const upstream = http.request(
        {
          agent,
          host: '127.0.0.1',
          port,
          method: request.method,
          path: request.target,
          headers: {
            ...withoutHopByHop(request.headers),
            ...headers,
            'content-length': request.body.length,
          },
        },
        (response) => {
          readAll(response).then(
            (body) =>
              resolve({
                status: response.statusCode ?? 502,
                headers: withoutHopByHop(response.headers),
                body,
              }),
            reject,
          );
        },
      );
      upstream.on('error', reject);
      upstream.end(request.body);
    });
  return { forward, close: () => agent.destroy() };
};

export const answer = (status: number, contentType: string, body: string): Answer => ({
  status,
  headers: { 'content-type': contentType },
  body: Buffer.from(body),
});

export const json = (status: number, value: unknown): Answer =>
  answer(status, 'application/json', JSON.stringify(value));

/** The same request with another body. */
export const withBody = (request: Request, body: string): Request => ({
  ...request,
  body: Buffer.from(body),
});
