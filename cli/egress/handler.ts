import { type AgentOptions, Agent as DirectAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { HttpsProxyAgent } from 'hpagent';
import { sendBy } from '../../lambdas/adapters/aws-http.ts';
import { secureContext } from './authorities.ts';
import { proxyFor } from './proxy.ts';

/** A host that could not be reached, or was answered for by somebody else. */
export interface Unreached {
  readonly host: string;
  readonly port: number;
}

let last: Unreached | undefined;

/** The host of the last request that AWS itself has not answered; undefined where there was none. */
export const lastUnreached = (): Unreached | undefined => last;

type Created = (error: Error | null, socket: Duplex) => void;

/** One agent for all hosts of a proxy: through it, or directly where NO_PROXY says so. The same on every Node. */
class EgressAgent extends HttpsProxyAgent {
  // hpagent types what Node calls as an event.
  override createConnection(
    options: AgentOptions & { host: string; port: number },
    created: Created,
  ): Duplex | undefined {
    const proxy = proxyFor(options.host, options.port);
    const connect = (proxy ? HttpsProxyAgent : DirectAgent).prototype as unknown as {
      createConnection: (options: object, created: Created) => Duplex | undefined;
    };
    return connect.createConnection.call(proxy ? this.by(proxy) : this, options, created);
  }

  private by(proxy: URL): this {
    return Object.assign(Object.create(this) as this, { proxy });
  }
}

const CONNECT_MS = 10_000;
const NOBODY = 'http://127.0.0.1';

const create = async (): Promise<NodeHttpHandler> => {
  const context = await secureContext();
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_MS,
    httpsAgent: new EgressAgent({
      proxy: NOBODY,
      keepAlive: true,
      maxSockets: 50,
      secureContext: context,
      proxyRequestOptions: { secureContext: context } as object,
    }),
  });
};

interface Request {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
}

interface Answer {
  readonly response: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
}

/** AWS's services put the id of the request into every answer. */
const isFromAws = ({ response: { headers } }: Answer): boolean =>
  Object.keys(headers).some((name) => /^x-amzn?-/.test(name));

/** Sends requests in plain HTTP as the SDK does, and those in TLS by the proxy and authorities that are in force. */
const handler = () => {
  const plain = new NodeHttpHandler();
  let secure: Promise<NodeHttpHandler> | undefined;
  return {
    metadata: plain.metadata,
    httpHandlerConfigs: () => plain.httpHandlerConfigs(),
    updateHttpClientConfig: () => undefined,
    destroy: () => undefined,
    handle: async (request: Request, options?: object): Promise<unknown> => {
      if (request.protocol !== 'https:') return plain.handle(request as never, options);
      secure ??= create();
      const unreached = { host: request.hostname, port: request.port ?? 443 };
      try {
        const answer = await (await secure).handle(request as never, options);
        if (!isFromAws(answer as Answer)) last = unreached;
        return answer;
      } catch (error) {
        last = unreached;
        throw error;
      }
    },
  };
};

/** From here on every client of the SDK sends by the proxy and the authorities that are in force. */
export const sendByEgress = (): void => sendBy(handler());
