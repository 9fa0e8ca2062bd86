import type { AgentOptions } from 'node:https';

/** What the SDK wants of whoever sends its requests; https://github.com/smithy-lang/smithy-typescript has the rest. */
interface Sender {
  handle(request: never, options?: never): Promise<unknown>;
}

interface Config {
  readonly requestHandler?: object;
}

let sender: Sender | undefined;

/** Has everything sent by this from now on; the command line does, whose Node may be an older one. */
export const sendBy = (handler: Sender): void => {
  sender = handler;
};

/** No host depends on a bucket or an account, so that a proxy can allow each by its exact name. */
const EXACT_HOSTS = { forcePathStyle: true, accountIdEndpointMode: 'disabled' };

/**
 * The configuration of a client of the SDK, which by itself honours neither a proxy nor a bundle of authorities: every
 * client is made with it. In a function Node does it all: the proxy by HTTPS_PROXY less NO_PROXY, the company's authority by
 * NODE_EXTRA_CA_CERTS. Without a proxy the configuration is what it was.
 * https://nodejs.org/api/http.html#built-in-proxy-support
 */
export const awsHttp = <C extends object>(config: C = {} as C): C => {
  const { HTTPS_PROXY } = process.env;
  if (sender) return { ...(HTTPS_PROXY && EXACT_HOSTS), requestHandler: sender, ...config };
  if (!HTTPS_PROXY) return config;
  const httpsAgent = { proxyEnv: process.env } as AgentOptions;
  return { ...EXACT_HOSTS, ...config, requestHandler: { httpsAgent, ...(config as Config).requestHandler } };
};
